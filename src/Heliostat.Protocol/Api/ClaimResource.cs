using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Verification;

namespace Heliostat.Protocol.Api;

/// <summary>A consumer's "this result is bad", and what became of it.</summary>
public sealed record ClaimResource
{
    /// <summary>Always <c>claim</c>.</summary>
    public string Object { get; init; } = "claim";

    /// <summary>Its number in the job, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The unit that it is about.</summary>
    public required int Unit { get; init; }

    /// <summary>Its frame.</summary>
    public int? Frame { get; init; }

    /// <summary>The region of the frame; null for a whole frame, or one that was put together.</summary>
    public int? Region { get; init; }

    /// <summary>The region's pixels, counted from the bottom left corner of the frame; null without a region.</summary>
    public TileRectangle? Area { get; init; }

    /// <summary>OPENED, HEARD, SPLIT, UPHELD, REFUSED or LAPSED.</summary>
    public required string Status { get; init; }

    /// <summary>What the consumer said.</summary>
    public string? Reason { get; init; }

    /// <summary>Why it was decided so, in words.</summary>
    public string? Verdict { get; init; }

    /// <summary>True when two verifiers agree on what the frame should be: the worker was to blame.</summary>
    public bool IsProven { get; init; }

    /// <summary>The node that rendered what is claimed, and its picture.</summary>
    public required ClaimPicture Worker { get; init; }

    /// <summary>The verifiers that rendered it again, in order.</summary>
    public required IReadOnlyList<ClaimWitness> Verifiers { get; init; }

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public required long CreatedAt { get; init; }

    /// <inheritdoc cref="CreatedAt"/>
    public long? DecidedAt { get; init; }
}

/// <summary>What one verifier said.</summary>
/// <param name="Agrees">True when the frame and its file are what it renders.</param>
/// <param name="Reason">What it found, in words.</param>
/// <param name="HeardAt">Milliseconds since 1970, UTC.</param>
/// <param name="Picture">The verifier, and its picture.</param>
public sealed record ClaimWitness(bool Agrees, string Reason, long HeardAt, ClaimPicture Picture);

/// <summary>A picture, and the node that made it.</summary>
/// <param name="NodeUuid">The node.</param>
/// <param name="NodeName">What its operator calls it.</param>
/// <param name="File">The file; null where none was handed over.</param>
/// <param name="FileUrl">A signed URL for it, good for 15 minutes.</param>
public sealed record ClaimPicture(Guid NodeUuid, string? NodeName, BlobName? File, string? FileUrl);

/// <summary>The body of <c>POST /v1/jobs/{uuid}/claims</c>.</summary>
/// <param name="Frames">The frames, as a job is given them: <c>7</c>, <c>1-3,9</c>. At most 100.</param>
/// <param name="Reason">What is wrong with them, 1 to 500 characters.</param>
public sealed record ClaimRequest(string? Frames, string? Reason);
