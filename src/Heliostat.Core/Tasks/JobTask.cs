namespace Heliostat.Core.Tasks;

/// <summary>One piece of a job: a range of its units. At most one run of it is live at a time.</summary>
public sealed class JobTask
{
    /// <summary>Its number in the job.</summary>
    public required int Number { get; init; }

    /// <summary>Its first unit.</summary>
    public required int First { get; init; }

    /// <summary>Where each of its units stands, in order.</summary>
    [JsonInclude]
    public UnitState[] Units { get; internal set; } = [];

    /// <summary>Where it stands.</summary>
    [JsonInclude]
    public TaskState State { get; internal set; } = TaskState.Ready;

    /// <summary>The number of its newest attempt; 0 before the first.</summary>
    [JsonInclude]
    public int Attempt { get; internal set; }

    /// <summary>The node of its newest attempt.</summary>
    [JsonInclude]
    public NodeId? Node { get; internal set; }

    /// <summary>When the live run is lost, whatever its node says.</summary>
    [JsonInclude]
    public Instant Deadline { get; internal set; }

    /// <summary>Milliseconds that its newest run may take, as the job allowed when it was leased.</summary>
    [JsonInclude]
    public long TimeoutMs { get; internal set; }

    /// <summary>Failures that the job itself caused.</summary>
    [JsonInclude]
    public int JobFaults { get; internal set; }

    /// <summary>Runs that were lost, failed by the node, or had a unit rejected.</summary>
    [JsonInclude]
    public int NodeFaults { get; internal set; }

    /// <summary>
    /// The newest attempt that had a unit rejected: a run counts once, however many of its units do not stand.
    /// </summary>
    [JsonInclude]
    public int RejectedAttempt { get; internal set; }

    /// <summary>Units that were done again with nobody to blame.</summary>
    [JsonInclude]
    public int Returns { get; internal set; }

    /// <summary>Nodes that failed it; they get it again only when no other node is left.</summary>
    [JsonInclude]
    public List<NodeId> Avoid { get; internal set; } = [];

    /// <summary>Failures whose side is not known yet.</summary>
    [JsonInclude]
    public List<UnknownFault> Unknown { get; internal set; } = [];

    /// <summary>True while a node has it.</summary>
    [JsonIgnore]
    public bool IsLive => State is TaskState.Leased or TaskState.Running;

    /// <summary>The newest run.</summary>
    public RunId RunOf(JobId job) => new(job, Number, Attempt);

    /// <summary>Where a unit stands; null when it is none of this task's.</summary>
    public UnitState? StateOf(int unit) =>
        unit >= First && unit - First < Units.Length ? Units[unit - First] : null;

    internal void Set(int unit, UnitState state) => Units[unit - First] = state;

    internal bool Any(UnitState state) => Array.IndexOf(Units, state) >= 0;

    internal void Turn(UnitState from, UnitState to)
    {
        for (var i = 0; i < Units.Length; i++)
        {
            Units[i] = Units[i] == from ? to : Units[i];
        }
    }

    /// <summary>The units that a new run has to do; null when that is all of them.</summary>
    internal int[]? OpenUnits()
    {
        var open = new List<int>();
        for (var i = 0; i < Units.Length; i++)
        {
            if (Units[i] == UnitState.Open)
            {
                open.Add(First + i);
            }
        }

        return open.Count == Units.Length ? null : [.. open];
    }

    internal void Move(TaskMove move) => State = TaskLifecycle.Next(State, move);
}
