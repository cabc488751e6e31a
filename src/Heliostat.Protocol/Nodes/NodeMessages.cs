using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;

namespace Heliostat.Protocol.Nodes;

// What a rule reads without asking whether it is there is required: an envelope without it is refused when it is read.
// Reports travel in signed envelopes and are journalled: hello, job_status, job_result, job_failure, check_result,
// file_result, check_failure, tiles_ready. The others travel unsigned and are not: heartbeat_ping, job_ack,
// job_progress, hardware_report.

/// <summary>The first message of a session: what the node is, and which runs and checks it still works at.</summary>
public sealed record NodeHello(
    [property: JsonRequired] NodeFacts Facts,
    [property: JsonRequired] IReadOnlyList<RunId> Runs,
    [property: JsonRequired] IReadOnlyList<CheckId> Checks) : NodeMessage;

/// <summary>"I am here", every 30 seconds.</summary>
public sealed record HeartbeatPing : NodeMessage;

/// <summary>The node took a dispatched run or check, and will start it.</summary>
public sealed record JobAck(RunId Run, bool Accepted) : NodeMessage;

/// <summary>A run left its queue: said once per run, with status <c>running</c>.</summary>
public record JobStatus(RunId Run, string Status) : NodeMessage
{
    /// <summary>The only status that is journalled.</summary>
    public const string Running = "running";
}

/// <summary>Another agent's name for <see cref="JobStatus"/>.</summary>
public sealed record StatusUpdate(RunId Run, string Status) : JobStatus(Run, Status);

/// <summary>How far a run is: a fraction in thousandths of its current unit, and a line for people.</summary>
public sealed record JobProgress(RunId Run, int Unit, int Thousandths, string Text) : NodeMessage;

/// <summary>A worker finished one unit of its run.</summary>
/// <param name="Run">The run.</param>
/// <param name="Unit">The unit, as dispatched.</param>
/// <param name="ExecutionMs">Milliseconds that the unit itself took.</param>
/// <param name="Commitment">
/// Frames: the SHA-256 of the tile list. Plugins: the SHA-256 of the result's canonical JSON.
/// </param>
/// <param name="File">Frames: the delivered file. Null for plugins.</param>
/// <param name="Checked">
/// Frames that denoise or composite: the checked pixels (multilayer EXR), from which the delivered file is made. Else
/// null.
/// </param>
/// <param name="Result">Plugins but echo: the result itself, at most 1 KiB of JSON. Else null.</param>
public sealed record JobResult(
    RunId Run,
    int Unit,
    long ExecutionMs,
    ContentHash Commitment,
    BlobName? File,
    BlobName? Checked,
    JsonElement? Result) : NodeMessage
{
    /// <summary>Bytes of JSON that a result may have in the message.</summary>
    public const int ResultBytesMax = 1_024;
}

/// <summary>A run came to nothing; its units that were not reported go elsewhere.</summary>
public sealed record JobFailure(RunId Run, [property: JsonRequired] RunFailure Failure) : NodeMessage
{
    /// <summary>The unit at which it came to nothing; null when it was none of them in particular.</summary>
    public int? Unit { get; init; }
}

/// <summary>A verifier finished its blind half: what it found, before it saw anything of the worker's.</summary>
/// <param name="Check">The check.</param>
/// <param name="TileHashes">
/// The hash of each asked-for tile in the order asked. Empty when the whole unit was asked for.
/// </param>
/// <param name="Commitment">
/// The whole unit's commitment when that was asked for (plugins: the result's hash). Else null.
/// </param>
/// <param name="ExecutionMs">Milliseconds that it took.</param>
public sealed record CheckResult(
    CheckId Check,
    [property: JsonRequired] IReadOnlyList<ContentHash> TileHashes,
    ContentHash? Commitment,
    long ExecutionMs) : NodeMessage
{
    /// <summary>The picture as it would be delivered, where that was asked for.</summary>
    public BlobName? Picture { get; init; }
}

/// <summary>A verifier compared the delivered file with its own pixels.</summary>
/// <param name="Check">The check.</param>
/// <param name="Bound">True when the file is what follows from the checked pixels.</param>
/// <param name="Reason">
/// Why not, in kebab case: <c>equal</c>, <c>undecodable</c>, <c>size-differs</c>, <c>pixels-differ</c> …
/// </param>
/// <param name="Millidecibels">Thousandths of a decibel by which it is alike; null where equal or not measured.</param>
/// <param name="Notes">What an honest scene can also give: <c>all-black</c>, <c>not-finite</c>, … At most 10.</param>
public sealed record FileResult(
    CheckId Check,
    bool Bound,
    [property: JsonRequired] string Reason,
    int? Millidecibels,
    [property: JsonRequired] IReadOnlyList<string> Notes) : NodeMessage;

/// <summary>A verifier could not do its check.</summary>
public sealed record CheckFailure(CheckId Check, [property: JsonRequired] RunFailure Failure) : NodeMessage;

/// <summary>
/// The tiles that were asked for lie in a blob: raw float32 RGBA, little-endian, tile after tile in the order asked.
/// From a worker <paramref name="ByVerifier"/> is false, and the check names what was asked for.
/// </summary>
public sealed record TilesReady(CheckId Check, bool ByVerifier, BlobName? Tiles) : NodeMessage;

/// <summary>A blob's hash and its exact number of bytes.</summary>
public sealed record BlobName(ContentHash Hash, long Bytes);
