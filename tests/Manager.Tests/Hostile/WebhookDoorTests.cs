using System.Text;
using System.Text.Json;
using Heliostat.EndToEnd.Tests.Hostile;
using Heliostat.Manager.Tests.Support;
using Heliostat.Manager.Webhooks;
using Heliostat.Protocol.Api;

namespace Heliostat.Manager.Tests.Hostile;

/// <summary>Webhooks that nobody honest adds: into the manager's own network.</summary>
public sealed class WebhookDoorTests
{
    private static readonly (string Came, string Url)[] Urls =
    [
        ("http", "http://hooks.example.org/"),
        ("a file", "file:///etc/passwd"),
        ("name and password in the URL", "https://me:secret@hooks.example.org/"),
        ("the port of SSH", "https://hooks.example.org:22/"),
        ("this machine", "https://127.0.0.1/"),
        ("this machine, by name", "https://localhost/"),
        ("this machine, as one number", "https://2130706433/"),
        ("this machine, as IPv6 that holds IPv4", "https://[::ffff:127.0.0.1]/"),
        ("this machine, through NAT64", "https://[64:ff9b::7f00:1]/"),
        ("a private address", "https://10.1.2.3/"),
        ("an address behind a carrier's NAT", "https://100.64.0.1/"),
        ("the metadata of a cloud", "https://169.254.169.254/latest/meta-data/"),
        ("the metadata of a cloud, by name", "https://metadata.google.internal/"),
        ("a unique local address", "https://[fd00:ec2::254]/"),
        ("a multicast address", "https://224.0.0.1/"),
        ("a name without a dot", "https://manager/"),
    ];

    [Fact]
    public async Task A_webhook_into_the_managers_own_network_gets_what_the_paper_says()
    {
        var table = new SecurityTable("Webhooks");
        await using var manager = await LiveManager.StartAsync();
        var consumer = await manager.ConsumerAsync();
        foreach (var (came, url) in Urls)
        {
            using var answer = await consumer.SendAsync(
                "POST", "/v1/webhooks", Encoding.UTF8.GetBytes($$"""{"url":"{{url}}"}"""));
            var problem = JsonSerializer.Deserialize(
                await answer.Content.ReadAsStringAsync(), ApiJson.Default.Problem)!;
            table.Add($"{came}: `{url}`", $"{problem.Status} `{problem.Code}`");
        }

        await using var inside = await WebhookReceiver.StartAsync();
        table.Add("a name that means this machine only when it is connected to", await ConnectAsync(inside));
        table.Add("a receiver that redirects to this machine", await RedirectAsync(inside));
        Assert.Empty(inside.Posts);
        table.Check();
    }

    private static async Task<string> ConnectAsync(WebhookReceiver inside)
    {
        var strict = new CheckedConnections(new WebhookUrl(allowsLoopback: false));
        using var http = new HttpMessageInvoker(strict.MakeHandler());
        using var request = new HttpRequestMessage(
            HttpMethod.Post, inside.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
        var error = await Assert.ThrowsAsync<HttpRequestException>(
            () => http.SendAsync(request, CancellationToken.None));
        Assert.IsType<AddressRefusedException>(error.GetBaseException());
        return "no connection is made";
    }

    private static async Task<string> RedirectAsync(WebhookReceiver inside)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        (receiver.Status, receiver.Headers["Location"]) = (307, inside.Url);
        using var poster = new WebhookPoster(new WebhookUrl(allowsLoopback: true), TimeProvider.System);
        var body = """{"type":"x","timestamp":0,"sequence":0,"data":{}}"""u8.ToArray();
        var outcome = await poster.PostAsync(
            SealedWebhook.New(receiver.Url), "msg_1", body, CancellationToken.None);
        Assert.Single(receiver.Posts);
        return $"the post failed: {outcome.Error}";
    }
}
