using static Heliostat.Core.Jobs.JobMove;
using static Heliostat.Core.Jobs.JobState;

namespace Heliostat.Core.Jobs;

/// <summary>Where a job stands. Append-only.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobState>))]
public enum JobState
{
    /// <summary>No run of it was leased yet.</summary>
    Pending,

    /// <summary>A run was leased.</summary>
    Assigned,

    /// <summary>A run started.</summary>
    Running,

    /// <summary>Every unit was accepted.</summary>
    Completed,

    /// <summary>A task has used its attempts.</summary>
    Failed,

    /// <summary>Its consumer asked to stop it.</summary>
    Cancelling,

    /// <summary>Stopped.</summary>
    Cancelled,
}

/// <summary>What can happen to a job.</summary>
public enum JobMove
{
    /// <summary>Its first run was leased.</summary>
    Assign,

    /// <summary>Its first run started.</summary>
    Start,

    /// <summary>Its last unit was accepted.</summary>
    Complete,

    /// <summary>A task failed.</summary>
    Fail,

    /// <summary>The consumer asked to stop it.</summary>
    Cancel,

    /// <summary>Its runs are stopped.</summary>
    Stop,

    /// <summary>A claim holds, so that a frame is rendered again.</summary>
    Reopen,
}

/// <summary>Every move that a job may make. A pair that is not listed is not allowed.</summary>
public static class JobLifecycle
{
    /// <summary>The table, in the order in which it is drawn.</summary>
    public static IReadOnlyList<(JobState From, JobMove Move, JobState To)> Table { get; } =
    [
        (Pending, Assign, Assigned),
        (Assigned, Start, Running),
        (Running, Complete, Completed),
        (Completed, Reopen, Running),
        (Pending, Fail, Failed),
        (Assigned, Fail, Failed),
        (Running, Fail, Failed),
        (Pending, Cancel, Cancelling),
        (Assigned, Cancel, Cancelling),
        (Running, Cancel, Cancelling),
        (Cancelling, Stop, Cancelled),
    ];

    private static readonly Moves<JobState, JobMove> Moves = new("job", Table);

    /// <summary>Where a move leads.</summary>
    /// <exception cref="InvariantException">The move is not allowed from there.</exception>
    public static JobState Next(JobState from, JobMove move) => Moves.Next(from, move);
}
