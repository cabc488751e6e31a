using System.Net;

namespace Heliostat.Client.Calls;

/// <summary>When a request is sent again, and how long is waited before.</summary>
internal static class RetryDelays
{
    /// <summary>How often one request is sent at most.</summary>
    public const int TriesMax = 7;

    /// <summary>The wait before the second try; each further wait is twice as long.</summary>
    public const int DelayMillisecondsMin = 200;

    /// <summary>The longest wait of our own.</summary>
    public const int DelayMillisecondsMax = 5_000;

    /// <summary>
    /// The longest wait that a manager may ask for with Retry-After; over it the request fails at once.
    /// </summary>
    public const int RetryAfterSecondsMax = 60;

    /// <summary>True for answers that say "not now" rather than "no".</summary>
    public static bool IsNotNow(HttpStatusCode status) => status
        is HttpStatusCode.RequestTimeout
        or HttpStatusCode.TooManyRequests
        or HttpStatusCode.BadGateway
        or HttpStatusCode.ServiceUnavailable
        or HttpStatusCode.GatewayTimeout;

    /// <summary>
    /// The wait after a try, counted from 1: half of it fixed, half by chance, so that clients spread out.
    /// </summary>
    public static TimeSpan After(int attempt)
    {
        var whole = Math.Min(DelayMillisecondsMin << Math.Min(attempt - 1, 10), DelayMillisecondsMax);
        return TimeSpan.FromMilliseconds((whole / 2) + Random.Shared.Next(whole / 2));
    }
}
