namespace Heliostat.Manager.Webhooks;

/// <summary>What became of one post.</summary>
/// <param name="Status">The status that it was answered with; null when there was no answer.</param>
/// <param name="Error">Why it failed, in words; empty when it was taken.</param>
internal sealed record PostOutcome(int? Status, string Error)
{
    private const int Gone = 410;

    /// <summary>True when the receiver has taken it.</summary>
    public bool IsTaken => Error.Length == 0;

    /// <summary>True when the receiver says that it wants nothing more, for good.</summary>
    public bool IsGone => Status == Gone;

    public static PostOutcome Of(int status) => status switch
    {
        >= 200 and < 300 => new(status, ""),
        >= 300 and < 400 => new(status, $"the receiver answered {status}, and redirects are not followed"),
        _ => new(status, $"the receiver answered {status}"),
    };

    public static PostOutcome Failed(string error) => new(null, error);
}
