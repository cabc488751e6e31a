using Heliostat.Protocol.Nodes;

namespace Heliostat.Core.Verification;

/// <summary>A verifier was drawn for a unit.</summary>
/// <param name="Check">The check.</param>
/// <param name="Node">The verifier.</param>
/// <param name="Draw">
/// HMAC-SHA256(run's key, commitment), from which the tiles follow; null where none are drawn.
/// </param>
/// <param name="Whole">True when the whole unit is asked for.</param>
/// <param name="Deadline">When the check is given up.</param>
public sealed record CheckDrawn(CheckId Check, NodeId Node, ContentHash? Draw, bool Whole, Instant Deadline) : Event;

/// <summary>A verifier reported what it found, blind.</summary>
public sealed record CheckReported(
    CheckId Check, IReadOnlyList<ContentHash> Hashes, ContentHash? Whole, long ExecutionMs) : Event
{
    /// <summary>Its picture of a claimed frame, as it would be delivered.</summary>
    public BlobName? Picture { get; init; }

    /// <summary>From what the tiles are picked that are measured; null where none are.</summary>
    public ContentHash? Pick { get; init; }
}

/// <summary>Hashes differ: pixels are asked for.</summary>
/// <param name="Check">The check.</param>
/// <param name="Tiles">The tiles in which verifier and worker differ: both hand them over.</param>
/// <param name="Hashes">What the verifier found there.</param>
/// <param name="FirstTiles">The tiles that a first verifier disagreed about: both verifiers hand them over.</param>
/// <param name="Deadline">When it is decided without the pixels that are missing.</param>
public sealed record TilesDisputed(
    CheckId Check,
    IReadOnlyList<int> Tiles,
    IReadOnlyList<ContentHash> Hashes,
    IReadOnlyList<int> FirstTiles,
    Instant Deadline) : Event;

/// <summary>A party handed over the pixels that it was asked for; no blob when it has them no longer.</summary>
public sealed record TilesHandedOver(CheckId Check, NodeId Node, bool ByVerifier, BlobName? Tiles) : Event;

/// <summary>Verifier and worker agree on the pixels, or on the recomputed result.</summary>
public sealed record CheckAgreed(CheckId Check, int TilesCount) : Event;

/// <summary>Verifier and worker do not agree.</summary>
/// <param name="Check">The check.</param>
/// <param name="TilesCount">Tiles compared.</param>
/// <param name="BadTiles">Those that are unlike; empty when it is about the file or a recomputed result.</param>
/// <param name="BadHashes">What the verifier found there.</param>
/// <param name="Reason">What is unlike, in words.</param>
/// <param name="Unanswered">
/// True when the worker's list or pixels could not be had: whatever comes of it, the verifier is not to blame.
/// </param>
public sealed record CheckDisagreed(
    CheckId Check,
    int TilesCount,
    IReadOnlyList<int> BadTiles,
    IReadOnlyList<ContentHash> BadHashes,
    string Reason,
    bool Unanswered) : Event;

/// <summary>A verifier compared the delivered file with its pixels.</summary>
public sealed record FileCompared(
    CheckId Check, bool Bound, string Reason, int? Millidecibels, IReadOnlyList<string> Notes) : Event;

/// <summary>A verifier was lost, failed, or was late; another one is drawn.</summary>
public sealed record CheckLost(CheckId Check, NodeId Node, string Reason) : Event;

/// <summary>A unit's checking ended with its job.</summary>
public sealed record CheckCancelled(CheckId Check, NodeId? Node) : Event;
