namespace Heliostat.Storage.Urls;

/// <summary>What came of checking a request against its signed URL.</summary>
public enum SignedUrlVerdict
{
    /// <summary>The request may go on.</summary>
    Good,

    /// <summary>The URL was right once; ask for a fresh one.</summary>
    Expired,

    /// <summary>The URL is not one of ours, was altered, or is for another method.</summary>
    Invalid,
}
