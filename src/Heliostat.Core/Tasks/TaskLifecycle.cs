using static Heliostat.Core.Tasks.TaskMove;
using static Heliostat.Core.Tasks.TaskState;

namespace Heliostat.Core.Tasks;

/// <summary>Where a task stands. Append-only.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TaskState>))]
public enum TaskState
{
    /// <summary>Waits for a dependency, funds or the end of a pause.</summary>
    Waiting,

    /// <summary>Waits for a node.</summary>
    Ready,

    /// <summary>A node has it and has not started.</summary>
    Leased,

    /// <summary>A node works at it.</summary>
    Running,

    /// <summary>Every unit is reported; the checks are under way.</summary>
    Reported,

    /// <summary>A verifier disagrees with the worker, and a second one decides.</summary>
    Escalated,

    /// <summary>Every unit was accepted.</summary>
    Accepted,

    /// <summary>It has used its attempts.</summary>
    Failed,

    /// <summary>Its job was stopped.</summary>
    Cancelled,
}

/// <summary>What can happen to a task.</summary>
public enum TaskMove
{
    /// <summary>What it waited for is there.</summary>
    Release,

    /// <summary>A node gets it.</summary>
    Lease,

    /// <summary>The node starts.</summary>
    Start,

    /// <summary>The run reported its last unit.</summary>
    Report,

    /// <summary>A verifier disagrees.</summary>
    Escalate,

    /// <summary>The disagreement is settled, other checks go on.</summary>
    Settle,

    /// <summary>The last unit was accepted.</summary>
    Accept,

    /// <summary>Units are open again: a loss, a failure, a rejection.</summary>
    Return,

    /// <summary>The attempts are used up.</summary>
    GiveUp,

    /// <summary>The job was stopped.</summary>
    Cancel,
}

/// <summary>Every move that a task may make. A pair that is not listed is not allowed.</summary>
public static class TaskLifecycle
{
    /// <summary>The table, in the order in which it is drawn.</summary>
    public static IReadOnlyList<(TaskState From, TaskMove Move, TaskState To)> Table { get; } =
    [
        (Waiting, Release, Ready),
        (Ready, Lease, Leased),
        (Leased, Start, Running),
        (Running, Report, Reported),
        (Reported, Escalate, Escalated),
        (Escalated, Settle, Reported),
        (Reported, Accept, Accepted),
        (Escalated, Accept, Accepted),
        (Leased, Return, Ready),
        (Running, Return, Ready),
        (Reported, Return, Ready),
        (Escalated, Return, Ready),
        (Ready, GiveUp, Failed),
        (Waiting, Cancel, Cancelled),
        (Ready, Cancel, Cancelled),
        (Leased, Cancel, Cancelled),
        (Running, Cancel, Cancelled),
        (Reported, Cancel, Cancelled),
        (Escalated, Cancel, Cancelled),
    ];

    private static readonly Moves<TaskState, TaskMove> Moves = new("task", Table);

    /// <summary>Where a move leads.</summary>
    /// <exception cref="InvariantException">The move is not allowed from there.</exception>
    public static TaskState Next(TaskState from, TaskMove move) => Moves.Next(from, move);
}
