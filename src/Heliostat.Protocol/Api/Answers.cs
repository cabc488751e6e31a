using Heliostat.Protocol.Nodes;

namespace Heliostat.Protocol.Api;

/// <summary>One page of a list.</summary>
public sealed record ListPage<T>(IReadOnlyList<T> Data, int Page, int Limit, long Total);

/// <summary>An RFC 9457 problem. <c>code</c> is stable; <c>error</c> says the same for older clients.</summary>
public sealed record Problem(string Type, string Title, int Status, string Detail, string Code, ProblemError Error)
{
    /// <summary>The field that was wrong, in snake_case; null where it was not one field.</summary>
    public string? Field { get; init; }
}

/// <summary>The stable code and the sentence of a problem.</summary>
public sealed record ProblemError(string Code, string Message);

/// <summary>The body of <c>PUT /v1/jobs/{uuid}/cancel</c>.</summary>
public sealed record CancelRequest(string? Reason)
{
    /// <summary>The reason when none is given.</summary>
    public const string DefaultReason = "Cancelled by user";
}

/// <summary><c>POST /v1/blobs</c>: which of these blobs does the caller's account still have to upload?</summary>
public sealed record BlobsRequest(IReadOnlyList<BlobName> Blobs)
{
    /// <summary>Blobs that one request may name.</summary>
    public const int BlobsMax = 1_000;
}

/// <summary>
/// Its answer: a signed PUT URL for each blob that is not here yet, null for those that are, in the order asked.
/// </summary>
public sealed record BlobsAnswer(IReadOnlyList<TransferGrant> Grants);

/// <summary>Why something is as it is: <c>GET /v1/explain/{job|task|node}/…</c>.</summary>
/// <param name="Subject">What was asked about, such as <c>task 0b1c…/3</c>.</param>
/// <param name="State">The state it is in.</param>
/// <param name="Summary">One sentence that answers "why?".</param>
/// <param name="Facts">The facts behind it, one sentence each.</param>
public sealed record Explanation(string Subject, string State, string Summary, IReadOnlyList<string> Facts);

/// <summary>
/// An event of the stream <c>GET /v1/jobs/{uuid}/events</c>; the SSE event name is <see cref="Kind"/>.
/// </summary>
/// <param name="Sequence">
/// The journal's sequence number, which is the SSE id; 0 for progress, which is not journalled.
/// </param>
/// <param name="Kind">
/// <c>job</c> (status changed), <c>unit</c> (a unit was reported, accepted, rejected or escalated), <c>progress</c>,
/// <c>resync</c> (events were dropped: read the job again).
/// </param>
/// <param name="Job">The job, for <c>job</c>.</param>
/// <param name="Unit">The unit, for <c>unit</c>.</param>
/// <param name="Progress">How far a run is, for <c>progress</c>.</param>
public sealed record JobEvent(
    long Sequence, string Kind, JobResource? Job, UnitResource? Unit, RunProgress? Progress);

/// <summary>How far one run is with one unit.</summary>
public sealed record RunProgress(Guid NodeUuid, int TaskNumber, int Unit, int? Frame, int Thousandths, string Text);

/// <summary><c>GET /v1/heads/latest</c>: the newest signed head, in its compact form.</summary>
public sealed record HeadAnswer(string Head);
