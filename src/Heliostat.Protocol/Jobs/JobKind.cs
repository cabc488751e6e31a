namespace Heliostat.Protocol.Jobs;

/// <summary>Whether a job must end by itself (BATCH) or runs until it is stopped (PERSISTENT). Append-only.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobKind>))]
public enum JobKind
{
    /// <summary>Ends; <c>max_timeout_run_ms</c> is required; billed by the time used.</summary>
    [JsonStringEnumMemberName("BATCH")]
    Batch,

    /// <summary>Runs until stopped; <c>max_timeout_run_ms</c> is null; billed by the hour.</summary>
    [JsonStringEnumMemberName("PERSISTENT")]
    Persistent,
}
