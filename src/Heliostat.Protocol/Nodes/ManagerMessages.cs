using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;

namespace Heliostat.Protocol.Nodes;

/// <summary>The first message of a session. Nothing that the node signs counts in another session.</summary>
/// <param name="Network">The network's id.</param>
/// <param name="Session">The session's id, which every signed envelope binds.</param>
/// <param name="Head">The signed head, in its compact form.</param>
public sealed record ManagerHello(Guid Network, Guid Session, string Head) : ManagerMessage;

/// <summary>The answer to a heartbeat, with the signed head in its compact form.</summary>
public sealed record HeartbeatPong(string Head) : ManagerMessage;

/// <summary>
/// The envelope with this counter is durable. What it refused of it is listed; a refused report changed nothing and is
/// not to be sent again.
/// </summary>
public sealed record EnvelopeAck(ulong Counter, IReadOnlyList<MessageRefusal>? Refused) : ManagerMessage;

/// <summary>Why one message of an envelope, counted from 0, changed nothing.</summary>
public sealed record MessageRefusal(int Index, string Code, string Reason);

/// <summary>Run this: a task's units, as a worker.</summary>
/// <param name="Run">The run.</param>
/// <param name="JobType">The plugin's job type, or <c>blender</c>.</param>
/// <param name="Units">The units to do, in order.</param>
/// <param name="TimeoutMs">Milliseconds that the run may take once it started.</param>
/// <param name="Payload">A plugin's payload.</param>
/// <param name="Blender">A Blender job's settings, from which its plan says what each unit is.</param>
/// <param name="RamBytes">Bytes of memory allotted; 0 for the node's default.</param>
public sealed record JobDispatch(
    RunId Run,
    string JobType,
    IReadOnlyList<int> Units,
    long TimeoutMs,
    JsonElement? Payload,
    BlenderSettings? Blender,
    long RamBytes) : ManagerMessage
{
    /// <summary>Set for a docker job.</summary>
    public ContainerDispatch? Container { get; init; }
}

/// <summary>Check this, as a verifier, without having seen the worker's result.</summary>
/// <param name="Check">The check.</param>
/// <param name="JobType">The plugin's job type, or <c>blender</c>.</param>
/// <param name="Tiles">The tiles to render; null asks for the whole unit.</param>
/// <param name="TimeoutMs">Milliseconds that it may take once it started.</param>
/// <param name="Payload">A plugin's payload.</param>
/// <param name="Blender">A Blender job's settings.</param>
/// <param name="RamBytes">Bytes of memory allotted; 0 for the node's default.</param>
public sealed record CheckDispatch(
    CheckId Check,
    string JobType,
    IReadOnlyList<int>? Tiles,
    long TimeoutMs,
    JsonElement? Payload,
    BlenderSettings? Blender,
    long RamBytes) : ManagerMessage
{
    /// <summary>
    /// True when the picture is to be handed over as well, as it would be delivered, for people to see.
    /// </summary>
    public bool WithPicture { get; init; }
}

/// <summary>
/// The verifier's hashes are in the journal; now compare this delivered file with its pixels. <paramref
/// name="Checked"/>
/// holds the worker's checked pixels where the scene denoises or composites; <paramref name="Commitment"/> binds them.
/// </summary>
public sealed record FileCheck(
    CheckId Check, BlobName File, BlobName? Checked, ContentHash Commitment) : ManagerMessage;

/// <summary>Two parties disagree on these tiles of a unit: hand over their pixels in one blob, in this order.</summary>
public sealed record TilesWanted(CheckId Check, bool FromVerifier, IReadOnlyList<int> Tiles) : ManagerMessage;

/// <summary>Stop this run, or every check of this unit; report nothing more about it.</summary>
public sealed record JobCancel(RunId Run, CheckId? Check, string Reason) : ManagerMessage;

/// <summary>A fresh token; the old one ends soon.</summary>
public sealed record TokenRenewed(string Token) : ManagerMessage;
