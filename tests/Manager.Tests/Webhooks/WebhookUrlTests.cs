using System.Net;
using Heliostat.Manager.Webhooks;

namespace Heliostat.Manager.Tests.Webhooks;

/// <summary>Where news may be posted to, by its URL and again at each connection.</summary>
public sealed class WebhookUrlTests
{
    [Theory]
    [InlineData("https://hooks.example.org/heliostat?team=7")]
    [InlineData("https://hooks.example.org:8443/")]
    [InlineData("https://8.8.8.8/")]
    [InlineData("https://[2606:4700::1]/")]
    public void A_public_https_url_is_taken(string url) => Assert.Null(CodeOf(url));

    [Theory]
    [InlineData("hooks.example.org", "url-invalid")]
    [InlineData("ftp://hooks.example.org/", "url-invalid")]
    [InlineData("file:///etc/passwd", "url-invalid")]
    [InlineData("http://hooks.example.org/", "url-not-https")]
    [InlineData("http://127.0.0.1/", "url-not-https")]
    [InlineData("https://me:secret@hooks.example.org/", "url-with-credentials")]
    [InlineData("https://hooks.example.org/#part", "url-with-fragment")]
    [InlineData("https://hooks.example.org:22/", "url-port-refused")]
    [InlineData("https://hooks.example.org:80/", "url-port-refused")]
    [InlineData("https://localhost/", "url-not-public")]
    [InlineData("https://localhost./", "url-not-public")]
    [InlineData("https://manager/", "url-not-public")]
    [InlineData("https://metadata.google.internal/", "url-not-public")]
    [InlineData("https://printer.local/", "url-not-public")]
    [InlineData("https://127.0.0.1/", "url-not-public")]
    [InlineData("https://127.1/", "url-not-public")]
    [InlineData("https://2130706433/", "url-not-public")]
    [InlineData("https://0x7f000001/", "url-not-public")]
    [InlineData("https://0177.0.0.1/", "url-not-public")]
    [InlineData("https://0.0.0.0/", "url-not-public")]
    [InlineData("https://10.1.2.3/", "url-not-public")]
    [InlineData("https://100.64.0.1/", "url-not-public")]
    [InlineData("https://169.254.169.254/latest/meta-data/", "url-not-public")]
    [InlineData("https://172.31.255.255/", "url-not-public")]
    [InlineData("https://192.168.0.1/", "url-not-public")]
    [InlineData("https://198.18.0.1/", "url-not-public")]
    [InlineData("https://224.0.0.1/", "url-not-public")]
    [InlineData("https://255.255.255.255/", "url-not-public")]
    [InlineData("https://[::1]/", "url-not-public")]
    [InlineData("https://[::]/", "url-not-public")]
    [InlineData("https://[::ffff:127.0.0.1]/", "url-not-public")]
    [InlineData("https://[::ffff:10.0.0.1]/", "url-not-public")]
    [InlineData("https://[::127.0.0.1]/", "url-not-public")]
    [InlineData("https://[64:ff9b::7f00:1]/", "url-not-public")]
    [InlineData("https://[2002:7f00:1::]/", "url-not-public")]
    [InlineData("https://[2001:0:7f00:1::]/", "url-not-public")]
    [InlineData("https://[fe80::1]/", "url-not-public")]
    [InlineData("https://[fd00:ec2::254]/", "url-not-public")]
    [InlineData("https://[ff02::1]/", "url-not-public")]
    public void A_url_that_leads_elsewhere_is_refused(string url, string code) => Assert.Equal(code, CodeOf(url));

    [Fact]
    public void A_url_has_a_length()
    {
        Assert.Null(CodeOf("https://a.example/" + new string('x', 2_030)));
        Assert.Equal("url-too-long", CodeOf("https://a.example/" + new string('x', 2_031)));
    }

    [Theory]
    [InlineData("http://127.0.0.1:9000/", null)]
    [InlineData("http://localhost:80/", null)]
    [InlineData("https://[::1]/", null)]
    [InlineData("http://10.0.0.1/", "url-not-https")]
    [InlineData("https://10.0.0.1/", "url-not-public")]
    [InlineData("http://hooks.example.org/", "url-not-https")]
    public void Who_tries_a_network_out_may_name_this_machine_and_nothing_else(string url, string? code) =>
        Assert.Equal(code, CodeOf(url, new WebhookUrl(allowsLoopback: true)));

    [Fact]
    public void Only_who_named_this_machine_is_connected_to_it()
    {
        var (strict, loose) = (new WebhookUrl(allowsLoopback: false), new WebhookUrl(allowsLoopback: true));
        Assert.False(strict.MayConnect("localhost", IPAddress.Loopback));
        Assert.True(loose.MayConnect("localhost", IPAddress.Loopback));
        Assert.False(loose.MayConnect("hooks.example.org", IPAddress.Loopback));
        Assert.False(loose.MayConnect("localhost", IPAddress.Parse("10.0.0.1")));
        Assert.True(strict.MayConnect("hooks.example.org", IPAddress.Parse("8.8.8.8")));
    }

    private static string? CodeOf(string url, WebhookUrl? urls = null) =>
        (urls ?? new WebhookUrl(allowsLoopback: false)).TryRead(url, out _, out var problem) ? null : problem.Code;
}
