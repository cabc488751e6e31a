namespace Heliostat.Protocol.Webhooks;

/// <summary>
/// A piece of news as webhooks and the stream <c>GET /v1/events</c> carry it. Times are milliseconds since 1970, UTC.
/// </summary>
/// <param name="Type">One of <see cref="NewsTypes"/>; new types may come, so pass over those you do not know.</param>
/// <param name="Timestamp">When it happened; of several units, when the last of them did.</param>
/// <param name="Sequence">The journal's number of the entry in which it happened; 0 for a test.</param>
/// <param name="Data">What happened.</param>
public sealed record NewsMessage(string Type, long Timestamp, long Sequence, NewsContent Data);

/// <summary>What happened; which parts there are depends on the type.</summary>
public sealed record NewsContent
{
    /// <summary>The job, in all news but of quotas.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NewsJob? Job { get; init; }

    /// <summary>The units, in <c>units.…</c>; more than <see cref="NewsUnit.UnitsMax"/> come in parts.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<NewsUnit>? Units { get; init; }

    /// <summary>The claim, in <c>claim.decided</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NewsClaim? Claim { get; init; }

    /// <summary>The quota, in <c>quota.neared</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NewsQuota? Quota { get; init; }

    /// <summary>The webhook, in <c>webhook.test</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? WebhookUuid { get; init; }
}

/// <summary>A job, and where it stood when the news was written.</summary>
/// <param name="Uuid">The job.</param>
/// <param name="Status">
/// COMPLETED, FAILED or CANCELLED in the news of its end; elsewhere as <c>GET /v1/jobs/{uuid}</c> shows it.
/// </param>
/// <param name="StatusReason">Why it is so, in words; null where there is nothing to say.</param>
/// <param name="UnitsTotal">Units (frames, array indices) of the job.</param>
/// <param name="UnitsAccepted">Those that were accepted.</param>
public sealed record NewsJob(Guid Uuid, string Status, string? StatusReason, int UnitsTotal, int UnitsAccepted);

/// <summary>A unit that was accepted or rejected.</summary>
/// <param name="Unit">Its number in the job.</param>
/// <param name="Frame">Its frame; null where it is none.</param>
/// <param name="Region">The region of its frame; null for a whole frame.</param>
/// <param name="IsResult">True for what was asked for; false for a piece on the way there, such as a region.</param>
/// <param name="NodeUuid">The node that did it.</param>
/// <param name="Reason">Why it was accepted or rejected, in words.</param>
public sealed record NewsUnit(int Unit, int? Frame, int? Region, bool IsResult, Guid NodeUuid, string Reason)
{
    /// <summary>Units that one piece of news names.</summary>
    public const int UnitsMax = 1_000;
}

/// <summary>A claim that was decided.</summary>
/// <param name="Number">Its number in the job, from 1.</param>
/// <param name="Unit">The unit that it is about.</param>
/// <param name="Frame">Its frame; null where it is none.</param>
/// <param name="Status">UPHELD, REFUSED or LAPSED.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record NewsClaim(int Number, int Unit, int? Frame, string Status, string Reason);

/// <summary>A quota that is near.</summary>
/// <param name="Kind"><c>jobs</c>, <c>tasks</c> or <c>bytes</c>.</param>
/// <param name="Used">What the account had of it then.</param>
/// <param name="Limit">The quota.</param>
public sealed record NewsQuota(string Kind, long Used, long Limit);
