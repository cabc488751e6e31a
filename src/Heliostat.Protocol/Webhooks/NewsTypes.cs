namespace Heliostat.Protocol.Webhooks;

/// <summary>The types of news that a consumer is told. Append-only.</summary>
public static class NewsTypes
{
    /// <summary>Units (frames, array indices) of a job were accepted.</summary>
    public const string UnitsAccepted = "units.accepted";

    /// <summary>Units of a job did not stand up to verification, and are done again.</summary>
    public const string UnitsRejected = "units.rejected";

    /// <summary>A job is completed: every unit was accepted.</summary>
    public const string JobCompleted = "job.completed";

    /// <summary>A job failed; what was not accepted by then will not come.</summary>
    public const string JobFailed = "job.failed";

    /// <summary>A job is stopped, as its consumer asked.</summary>
    public const string JobCancelled = "job.cancelled";

    /// <summary>A claim was upheld, refused, or lapsed.</summary>
    public const string ClaimDecided = "claim.decided";

    /// <summary>The account came to 80 % of one of its quotas, from below.</summary>
    public const string QuotaNeared = "quota.neared";

    /// <summary>A test that the consumer asked for. Every webhook gets it, whatever it is for.</summary>
    public const string WebhookTest = "webhook.test";

    /// <summary>Those that a webhook may be for, in order.</summary>
    public static IReadOnlyList<string> All { get; } =
        [UnitsAccepted, UnitsRejected, JobCompleted, JobFailed, JobCancelled, ClaimDecided, QuotaNeared];

    /// <summary>Whether a webhook may be for this type.</summary>
    public static bool IsKnown(string type)
    {
        foreach (var known in All)
        {
            if (known == type)
            {
                return true;
            }
        }

        return false;
    }
}
