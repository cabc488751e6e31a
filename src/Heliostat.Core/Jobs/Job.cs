using Heliostat.Core.Claims;
using Heliostat.Core.Nodes;
using Heliostat.Core.Tasks;

namespace Heliostat.Core.Jobs;

/// <summary>A work request. Its tasks are one range until they are leased.</summary>
public sealed class Job
{
    private JobPlan? _plan;

    /// <summary>Its id.</summary>
    public required JobId Id { get; init; }

    /// <summary>The consumer that submitted it.</summary>
    public required AccountId Account { get; init; }

    /// <summary>What was asked for.</summary>
    public required JobSpec Spec { get; init; }

    /// <summary>What its consumer allowed it later instead; null where nothing changed.</summary>
    [JsonInclude]
    public JobLimits? Edited { get; internal set; }

    /// <summary>When it was submitted.</summary>
    public required Instant SubmittedAt { get; init; }

    /// <summary>Its place in the order of submission.</summary>
    public required long Number { get; init; }

    /// <summary>Units in all.</summary>
    public required int UnitsTotal { get; init; }

    /// <summary>Where it stands.</summary>
    [JsonInclude]
    public JobState State { get; internal set; }

    /// <summary>
    /// When it fails unless a node took work of it; null while it does not wait for a node, or may for ever.
    /// </summary>
    [JsonInclude]
    public Instant? AssignBy { get; internal set; }

    /// <summary>Why it stands there, in words.</summary>
    [JsonInclude]
    public string StateReason { get; internal set; } = "";

    /// <summary>True while its consumer wants no task of it placed.</summary>
    [JsonInclude]
    public bool IsPaused { get; internal set; }

    /// <summary>Jobs that have to be completed before a task of it is placed.</summary>
    [JsonInclude]
    public List<JobId> WaitsFor { get; internal set; } = [];

    /// <summary>When it ended; null before.</summary>
    [JsonInclude]
    public Instant? EndedAt { get; internal set; }

    /// <summary>The first unit of its first step that was never leased.</summary>
    [JsonInclude]
    public int NextUnit { get; internal set; }

    /// <summary>Units of later steps that are there to be leased: all that they are made of was accepted.</summary>
    [JsonInclude]
    public SortedSet<int> Gathered { get; internal set; } = [];

    /// <summary>For units of later steps of which something is missing, how much is accepted.</summary>
    [JsonInclude]
    public SortedDictionary<int, int> Gathering { get; internal set; } = [];

    /// <summary>The number of the next task to be cut from what is left.</summary>
    [JsonInclude]
    public int NextTask { get; internal set; }

    /// <summary>Units that were accepted.</summary>
    [JsonInclude]
    public int UnitsAccepted { get; internal set; }

    /// <summary>Rejections by verification so far.</summary>
    [JsonInclude]
    public int UnitsRejected { get; internal set; }

    /// <summary>Runs so far.</summary>
    [JsonInclude]
    public int RunsTotal { get; internal set; }

    /// <summary>Milliseconds that the units of its first step reported so far took.</summary>
    [JsonInclude]
    public long MeasuredMs { get; internal set; }

    /// <summary>Units of its first step reported so far.</summary>
    [JsonInclude]
    public int MeasuredUnits { get; internal set; }

    /// <summary>Milliseconds that the slowest of them took.</summary>
    [JsonInclude]
    public long SlowestMs { get; internal set; }

    /// <summary>How the nodes that had tasks of it did; plugins' nodes only where a run failed.</summary>
    [JsonInclude]
    public SortedDictionary<NodeId, JobNode> Nodes { get; internal set; } = [];

    /// <summary>Tasks that were leased and are not accepted yet.</summary>
    [JsonInclude]
    public SortedDictionary<int, JobTask> Tasks { get; internal set; } = [];

    /// <summary>What is kept of accepted pictures, by unit, until the job is final.</summary>
    [JsonInclude]
    public SortedDictionary<int, AcceptedUnit> Accepted { get; internal set; } = [];

    /// <summary>Claims so far.</summary>
    [JsonInclude]
    public int ClaimsTotal { get; internal set; }

    /// <summary>Claims that have no verdict yet.</summary>
    [JsonInclude]
    public int ClaimsOpen { get; internal set; }

    /// <summary>Claims so far about each unit that was ever claimed.</summary>
    [JsonInclude]
    public SortedDictionary<int, int> Claimed { get; internal set; } = [];

    /// <summary>Tasks that came back and wait for another attempt.</summary>
    [JsonIgnore]
    public SortedSet<int> Returned { get; } = [];

    /// <summary>Live runs.</summary>
    [JsonIgnore]
    public int RunsLive { get; internal set; }

    /// <summary>Live runs by node, so that no more than the asked-for number of nodes works at it.</summary>
    [JsonIgnore]
    internal Dictionary<NodeId, int> RunsByNode { get; } = [];

    /// <summary>What it may take now.</summary>
    [JsonIgnore]
    public JobLimits Limits => Edited ?? Spec.Limits;

    /// <summary>True while it can still make progress.</summary>
    [JsonIgnore]
    public bool IsOpen => State is JobState.Pending or JobState.Assigned or JobState.Running;

    /// <summary>True when a task of it waits for a node.</summary>
    [JsonIgnore]
    public bool HasReadyWork =>
        IsOpen && !IsPaused && WaitsFor.Count == 0 && (Returned.Count > 0 || Gathered.Count > 0 || UnitsUncut > 0);

    /// <summary>Milliseconds that a unit of its first step takes on the average, at least 1.</summary>
    [JsonIgnore]
    public long UnitMsMean => long.Max(1, MeasuredMs / int.Max(1, MeasuredUnits));

    /// <summary>Its steps and units.</summary>
    [JsonIgnore]
    public JobPlan Plan => _plan ??= JobPlan.Of(Spec);

    /// <summary>Units of its first step that were never leased.</summary>
    [JsonIgnore]
    public int UnitsUncut => Plan.FirstStep.End - NextUnit;

    /// <summary>
    /// True when frames at which runs failed are done last; false where frames follow from those before them.
    /// </summary>
    [JsonIgnore]
    public bool DoesFailedLast => Spec.Blender is { OneTask: false };

    /// <summary>True for a job that runs until it is stopped.</summary>
    [JsonIgnore]
    public bool IsPersistent => Spec.Kind == JobKind.Persistent;

    /// <summary>What its runs are counted as.</summary>
    [JsonIgnore]
    public SlotKind SlotKind => Spec.Blender is not null ? SlotKind.Render
        : Spec.Container is not null ? SlotKind.Container
        : SlotKind.Plugin;

    /// <summary>
    /// True while its time to find a node runs: work of it could be placed, and none of it runs. A PERSISTENT job that
    /// ran once waits as long as it takes.
    /// </summary>
    [JsonIgnore]
    public bool AwaitsNode => Limits.MaxTimeoutAssignMs is not null && RunsLive == 0 && HasReadyWork
        && !(IsPersistent && State == JobState.Running);

    /// <summary>True for a job that renders.</summary>
    [JsonIgnore]
    public bool IsRender => Spec.Blender is not null;

    /// <summary>
    /// How the units of a step are checked; null where the rules compare them on the spot, or nobody can.
    /// </summary>
    public CheckMethod? CheckedBy(StepKind step) => step switch
    {
        StepKind.Render or StepKind.Stitch => CheckMethod.Tiles,
        StepKind.Encode => CheckMethod.Recompute,
        _ => Spec.Plugin?.JobType == PluginSettings.CpuBenchmark ? CheckMethod.Recompute : null,
    };

    /// <summary>The step of a task; of the next new one when none is named.</summary>
    public StepKind StepOf(JobTask? task) => Plan.StepOf(task?.First ?? NextNewUnit);

    /// <summary>The first unit of the next new task: what others were done for goes before what is begun.</summary>
    [JsonIgnore]
    public int NextNewUnit => Gathered.Count > 0 ? Gathered.Min : int.Min(NextUnit, Plan.FirstStep.End - 1);

    /// <summary>The task when it is open, or null.</summary>
    public JobTask? FindTask(int number) => Tasks.GetValueOrDefault(number);

    /// <summary>
    /// The open task to which a unit belongs that is accepted no more, or not yet; null where none does.
    /// </summary>
    internal JobTask? TaskOf(int unit)
    {
        foreach (var task in Tasks.Values)
        {
            if (task.StateOf(unit) is not (null or UnitState.Accepted))
            {
                return task;
            }
        }

        return null;
    }

    /// <summary>True when a unit of a later step, of which something was accepted, is accepted itself.</summary>
    internal bool IsMade(int unit) => IsOpen
        ? !Gathering.ContainsKey(unit) && !Gathered.Contains(unit) && TaskOf(unit) is null
        : Accepted.ContainsKey(unit);

    /// <summary>How often results of a unit were claimed.</summary>
    public int ClaimsOf(int unit) => Claimed.GetValueOrDefault(unit);

    /// <summary>Milliseconds that a node takes for a unit of the first step; null before it was measured.</summary>
    public long? UnitMsOf(NodeId node) => Nodes.GetValueOrDefault(node)?.UnitMs;

    internal JobNode GetNode(NodeId id)
    {
        if (!Nodes.TryGetValue(id, out var node))
        {
            Nodes.Add(id, node = new JobNode());
        }

        return node;
    }

    internal JobTask GetTask(int number) =>
        FindTask(number) ?? throw new InvariantException($"Task {Id}/{number} is not open.");

    internal void Move(JobMove move, string reason) => (State, StateReason) = (JobLifecycle.Next(State, move), reason);
}
