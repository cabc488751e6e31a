namespace Heliostat.Protocol.Api;

/// <summary>The codes of problems that clients act upon.</summary>
public static class ProblemCodes
{
    /// <summary>The API key asks too fast; Retry-After says when to ask again.</summary>
    public const string TooManyRequests = "too-many-requests";
}
