using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Views;

/// <summary>A run as the views keep it. Times are milliseconds since 1970, UTC.</summary>
public sealed record RunRow
{
    /// <summary>The run.</summary>
    public required RunId Id { get; init; }

    /// <summary>Its job, as it stood when the run was read.</summary>
    public required JobRow Job { get; init; }

    /// <summary>The node that has or had it.</summary>
    public required NodeId Node { get; init; }

    /// <summary>Its task's first unit.</summary>
    public required int First { get; init; }

    /// <summary>Its task's units.</summary>
    public required int Count { get; init; }

    /// <summary>Where it stands.</summary>
    public RunState State { get; internal set; }

    /// <summary>Why it ended as it did, in words; empty where there is nothing to say.</summary>
    public string StateReason { get; internal set; } = "";

    /// <summary>When it was leased.</summary>
    public required long LeasedAtMs { get; init; }

    /// <summary>When its node began.</summary>
    public long? StartedAtMs { get; internal set; }

    /// <summary>When it ended.</summary>
    public long? EndedAtMs { get; internal set; }

    /// <summary>Units that it still has to report.</summary>
    public int UnitsOwed { get; internal set; }

    /// <summary>Units of its that have no verdict yet.</summary>
    public int UnitsOpen { get; internal set; }

    internal long Number { get; init; }

    internal bool IsOver => State is RunState.Completed or RunState.Failed or RunState.Cancelled && UnitsOpen == 0;
}
