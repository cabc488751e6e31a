using Heliostat.Core.Nodes;

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

    /// <summary>When its newest run started.</summary>
    [JsonInclude]
    public Instant StartedAt { get; internal set; }

    /// <summary>When its newest run started, or last reported a unit.</summary>
    [JsonInclude]
    public Instant HeardAt { get; internal set; }

    /// <summary>When the live run is lost, whatever its node says.</summary>
    [JsonInclude]
    public Instant Deadline { get; internal set; }

    /// <summary>What of its node is the live run's own; null where its job asks for nothing in particular.</summary>
    [JsonInclude]
    public Allotment? Allotted { get; internal set; }

    /// <summary>Milliseconds that its newest run may take, as the job allowed when it was leased.</summary>
    [JsonInclude]
    public long TimeoutMs { get; internal set; }

    /// <summary>Failures that the job itself caused, at no unit in particular.</summary>
    [JsonInclude]
    public int JobFaults { get; internal set; }

    /// <summary>
    /// Failures that the job itself caused, by the unit at which a run failed; null before the first.
    /// </summary>
    [JsonInclude]
    public SortedDictionary<int, int>? UnitFaults { get; internal set; }

    /// <summary>Runs that were lost, failed by the node, or had a unit rejected.</summary>
    [JsonInclude]
    public int NodeFaults { get; internal set; }

    /// <summary>Runs that were lost because their next unit was late by far.</summary>
    [JsonInclude]
    public int Hung { get; internal set; }

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

    /// <summary>Failures that the job itself caused, at a unit or at none in particular.</summary>
    public int JobFaultsOf(int? unit) =>
        unit is not { } named ? JobFaults : UnitFaults?.GetValueOrDefault(named) ?? 0;

    /// <summary>The most of them at any unit, or at none in particular.</summary>
    internal int JobFaultsMost()
    {
        var most = JobFaults;
        foreach (var (_, faults) in UnitFaults ?? [])
        {
            most = int.Max(most, faults);
        }

        return most;
    }

    internal void CountJobFault(int? unit)
    {
        if (unit is { } named)
        {
            (UnitFaults ??= [])[named] = JobFaultsOf(named) + 1;
        }
        else
        {
            JobFaults++;
        }
    }

    /// <summary>What went wrong before counts no more.</summary>
    internal void ForgetFaults()
    {
        (JobFaults, NodeFaults, UnitFaults) = (0, 0, null);
        Unknown.Clear();
        Avoid.Clear();
    }

    internal void Set(int unit, UnitState state) => Units[unit - First] = state;

    internal bool Any(UnitState state) => Array.IndexOf(Units, state) >= 0;

    internal int Count(UnitState state) => Units.AsSpan().Count(state);

    internal void Turn(UnitState from, UnitState to)
    {
        for (var i = 0; i < Units.Length; i++)
        {
            Units[i] = Units[i] == from ? to : Units[i];
        }
    }

    /// <summary>
    /// The units that a new run has to do, in this order; null when that is all of them from the first to the last.
    /// </summary>
    /// <param name="failedLast">
    /// True to have those at which a run failed done last, so that they hold up no other unit.
    /// </param>
    internal IReadOnlyList<int>? OpenUnits(bool failedLast)
    {
        var open = UnitsIn(UnitState.Open, failedLast);
        for (var i = 0; i < open.Count; i++)
        {
            if (open[i] != First + i)
            {
                return open;
            }
        }

        return open.Count == Units.Length ? null : open;
    }

    /// <summary>The units that stand so, in the order in which a run does them.</summary>
    public IReadOnlyList<int> UnitsIn(UnitState state, bool failedLast)
    {
        var (first, last) = (new List<int>(), new List<int>());
        for (var i = 0; i < Units.Length; i++)
        {
            if (Units[i] == state)
            {
                (failedLast && HasFailedAt(First + i) ? last : first).Add(First + i);
            }
        }

        first.AddRange(last);
        return first;
    }

    private bool HasFailedAt(int unit) => JobFaultsOf(unit) > 0 || Unknown.Exists(fault => fault.Unit == unit);

    internal void Move(TaskMove move) => State = TaskLifecycle.Next(State, move);
}
