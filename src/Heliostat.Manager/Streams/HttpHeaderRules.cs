using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Heliostat.Manager.Streams;

/// <summary>Which headers pass between a consumer and a container, and how cookies are kept to their run.</summary>
internal static class HttpHeaderRules
{
    // They are about one connection only.
    private static readonly HashSet<string> HopByHop = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer",
        "Transfer-Encoding", "Upgrade", "Expect",
    };

    // They are for the manager alone: the container's operator is a stranger.
    private static readonly HashSet<string> Secret = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "X-API-Key", "X-Time", "X-Nonce", "X-Signature",
    };

    // A container speaks under the manager's name, so it may say nothing that holds for all of it.
    private static readonly HashSet<string> OfWholeOrigin = new(StringComparer.OrdinalIgnoreCase)
    {
        "Strict-Transport-Security", "Public-Key-Pins", "Clear-Site-Data", "Service-Worker-Allowed", "Alt-Svc",
        "Origin-Agent-Cluster", "NEL", "Report-To", "Reporting-Endpoints",
    };

    /// <summary>Whether a request's header goes to the container.</summary>
    public static bool PassesIn(string name, StringValues connection) =>
        !HopByHop.Contains(name) && !Secret.Contains(name) && !IsNamed(name, connection) && !name.StartsWith(':');

    /// <summary>Whether a container's header goes to the consumer.</summary>
    public static bool PassesOut(string name, StringValues connection) =>
        !HopByHop.Contains(name) && !OfWholeOrigin.Contains(name) && !IsNamed(name, connection);

    /// <summary>A cookie for the run's own paths: without its domain, and with their path.</summary>
    public static string Keep(string cookie, PathString root) =>
        string.Join("; ", cookie.Split(';', StringSplitOptions.TrimEntries)
            .Where(part => !IsAttribute(part, "Domain") && !IsAttribute(part, "Path"))
            .Append($"Path={root}"));

    private static bool IsAttribute(string part, string name) =>
        part.Equals(name, StringComparison.OrdinalIgnoreCase)
        || part.StartsWith($"{name}=", StringComparison.OrdinalIgnoreCase);

    private static bool IsNamed(string name, StringValues connection)
    {
        foreach (var line in connection)
        {
            var names = line?.Split(',', StringSplitOptions.TrimEntries) ?? [];
            if (names.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
