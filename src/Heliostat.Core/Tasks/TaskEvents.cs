using Heliostat.Core.Nodes;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Core.Tasks;

/// <summary>A node got a task.</summary>
/// <param name="Run">The run.</param>
/// <param name="Node">The node.</param>
/// <param name="First">The task's first unit.</param>
/// <param name="Count">The task's units.</param>
/// <param name="Only">The units that this run does, when that is not all of them.</param>
/// <param name="KeyHash">The hash of the run's verification key, where its checks are drawn from one.</param>
/// <param name="Deadline">When the run is lost, unless it starts before.</param>
public sealed record RunLeased(
    RunId Run, NodeId Node, int First, int Count, IReadOnlyList<int>? Only, ContentHash? KeyHash,
    Instant Deadline) : Event
{
    /// <summary>What of the node is the run's own; null where its job asks for nothing in particular.</summary>
    public Allotment? Allotted { get; init; }
}

/// <summary>A node started a run.</summary>
public sealed record RunStarted(RunId Run, Instant Deadline) : Event;

/// <summary>A worker reported a unit.</summary>
/// <param name="Run">The run.</param>
/// <param name="Unit">The unit.</param>
/// <param name="ExecutionMs">Milliseconds that it took.</param>
/// <param name="Check">How it is checked from here; null when it was settled on the spot.</param>
/// <param name="Commitment">What the worker committed to; null where it is what the job's payload says.</param>
/// <param name="File">The delivered file.</param>
/// <param name="Checked">The checked pixels, where the file does not follow from the tiles alone.</param>
/// <param name="Result">A plugin's result.</param>
/// <param name="Deadline">When the run is lost from here on, where that changed.</param>
public sealed record UnitReported(
    RunId Run,
    int Unit,
    long ExecutionMs,
    CheckMethod? Check,
    ContentHash? Commitment,
    BlobName? File,
    BlobName? Checked,
    JsonElement? Result,
    Instant? Deadline = null) : Event;

/// <summary>How a unit is checked. Append-only.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckMethod>))]
public enum CheckMethod
{
    /// <summary>A node of another operator computes it again; the results' hashes are compared.</summary>
    Recompute,

    /// <summary>A node of another operator renders drawn tiles again, blind.</summary>
    Tiles,
}

/// <summary>A unit was accepted, once and for all.</summary>
/// <param name="Run">The run that did it.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Node">The node that did it.</param>
/// <param name="Grounds"><c>equal</c> (compared by the rules themselves), <c>checked</c> or <c>unverified</c>.</param>
public sealed record UnitAccepted(RunId Run, int Unit, NodeId Node, string Grounds) : Event;

/// <summary>A unit did not stand up to verification; it is done again.</summary>
public sealed record UnitRejected(RunId Run, int Unit, NodeId Node, string Reason) : Event;

/// <summary>A unit is done again, and nobody is to blame.</summary>
public sealed record UnitReturned(RunId Run, int Unit, string Reason) : Event;

/// <summary>A verifier disagrees with the worker about a unit; a second verifier decides.</summary>
public sealed record UnitEscalated(RunId Run, int Unit) : Event;

/// <summary>A run failed; its units that were not reported are open again.</summary>
/// <param name="Run">The run.</param>
/// <param name="Node">The node that had it.</param>
/// <param name="Unit">The unit at which it failed; null for none in particular.</param>
/// <param name="Failure">Why.</param>
public sealed record RunFailed(RunId Run, NodeId Node, int? Unit, RunFailure Failure) : Event;

/// <summary>A run is lost; its units that were not reported are open again.</summary>
public sealed record RunLost(RunId Run, NodeId Node, string Reason) : Event;

/// <summary>A node is to stop a run that goes on until then, and to say so.</summary>
/// <param name="Run">The run.</param>
/// <param name="Node">The node that has it.</param>
/// <param name="Deadline">When the run counts as stopped, whatever its node says.</param>
public sealed record RunStopping(RunId Run, NodeId Node, Instant Deadline) : Event;

/// <summary>A run was stopped with its job.</summary>
public sealed record RunCancelled(RunId Run, NodeId Node) : Event;

/// <summary>Failures of a task whose side was unknown are settled.</summary>
/// <param name="Task">The task.</param>
/// <param name="Unit">The unit at which runs failed; null for none in particular.</param>
/// <param name="Side">Whose fault they were.</param>
public sealed record FaultsSettled(TaskId Task, int? Unit, FaultSide Side) : Event;

/// <summary>The key of a run that can report no more.</summary>
public sealed record RunKeyRevealed(RunId Run, ContentHash Key) : Event;
