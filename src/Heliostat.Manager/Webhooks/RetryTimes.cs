namespace Heliostat.Manager.Webhooks;

/// <summary>When a post that failed is tried again.</summary>
internal static class RetryTimes
{
    /// <summary>Hours over which a delivery is tried, about.</summary>
    public const int HoursMax = 24;

    private static readonly int[] SecondsAfter = [5, 30, 120, 600, 1_800, 7_200, 18_000, 28_800, 28_800];

    /// <summary>Posts of one delivery; after the last of them its webhook is disabled.</summary>
    public static int AttemptsMax => SecondsAfter.Length + 1;

    /// <summary>How long to wait after so many posts that failed.</summary>
    public static TimeSpan After(int attempts) =>
        TimeSpan.FromSeconds(SecondsAfter[Math.Clamp(attempts, 1, SecondsAfter.Length) - 1]);
}
