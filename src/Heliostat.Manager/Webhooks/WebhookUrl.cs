using System.Net;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Api;

namespace Heliostat.Manager.Webhooks;

/// <summary>
/// Which URLs news may be posted to: none that leads into the manager's own network. What a name stands for is looked
/// at again at each connection.
/// </summary>
/// <param name="allowsLoopback">
/// Also this machine, and there http; for who tries a network out on one machine.
/// </param>
internal sealed class WebhookUrl(bool allowsLoopback)
{
    private const int HttpsPort = 443;
    private const int FirstFreePort = 1_024;
    private const string Localhost = "localhost";

    // What only a machine of the same network can mean by a name.
    private static readonly string[] LocalEndings =
        [".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa", ".onion", ".test", ".invalid"];

    /// <summary>Whether a URL leads to this machine, as is allowed for trying out.</summary>
    public bool IsLoopback(Uri url) => allowsLoopback && IsLoopbackHost(url.IdnHost);

    /// <summary>Whether a host may be connected to at an address.</summary>
    public bool MayConnect(string host, IPAddress address) =>
        PublicAddress.Is(address)
        || (allowsLoopback && IsLoopbackHost(host) && IPAddress.IsLoopback(address));

    /// <summary>Reads a URL; where news cannot be posted there, <paramref name="problem"/> says why.</summary>
    public bool TryRead(string text, out Uri url, out ProblemAnswer problem)
    {
        url = null!;
        if (text.Length > WebhookRequest.UrlLengthMax)
        {
            problem = No("url-too-long", $"A webhook's URL has at most {WebhookRequest.UrlLengthMax} characters.");
            return false;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var read) || read.Scheme is not ("https" or "http")
            || text.Any(char.IsControl))
        {
            problem = No("url-invalid", "A webhook's URL is written as https://HOST/PATH.");
            return false;
        }

        url = read;
        problem = WhyNot(read)!;
        return problem is null;
    }

    private static ProblemAnswer No(string code, string sentence) => Problems.Unprocessable(code, sentence, "url");

    private static bool IsLoopbackHost(string host) =>
        host == Localhost || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static bool IsLocalName(string name) =>
        !name.Contains('.', StringComparison.Ordinal)
        || Array.Exists(LocalEndings, ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private ProblemAnswer? WhyNot(Uri url)
    {
        if (url.UserInfo.Length > 0)
        {
            return No(
                "url-with-credentials", "Leave name and password out of the URL: each post is signed with a secret.");
        }

        if (url.Fragment.Length > 0)
        {
            return No("url-with-fragment", "Leave out the part after #: no request carries it.");
        }

        if (IsLoopback(url))
        {
            return null;
        }

        if (url.Scheme != Uri.UriSchemeHttps)
        {
            return No("url-not-https", "News is posted over https only.");
        }

        return WhyNotThere(url);
    }

    private static ProblemAnswer? WhyNotThere(Uri url)
    {
        if (url.Port != HttpsPort && url.Port < FirstFreePort)
        {
            return No("url-port-refused", $"News is posted to port {HttpsPort}, or to one from {FirstFreePort} on.");
        }

        var host = url.IdnHost.TrimEnd('.');
        var isPublic = IPAddress.TryParse(host, out var address) ? PublicAddress.Is(address) : !IsLocalName(host);
        return isPublic
            ? null
            : No("url-not-public", "News is posted to the public network only; that host is none of it.");
    }
}
