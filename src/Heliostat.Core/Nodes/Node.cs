using Heliostat.Protocol.Nodes;

namespace Heliostat.Core.Nodes;

/// <summary>A machine that works or verifies. It belongs to one operator for ever.</summary>
public sealed class Node
{
    private NodeFacts? _gpusOf;
    private IReadOnlyList<KnownGpu> _gpus = [];

    /// <summary>Its id.</summary>
    public required NodeId Id { get; init; }

    /// <summary>The account that lends it.</summary>
    public required AccountId Operator { get; init; }

    /// <summary>When it was registered.</summary>
    public required Instant RegisteredAt { get; init; }

    /// <summary>Its place in the order of registration, by which ties are broken.</summary>
    public required int Number { get; init; }

    /// <summary>What its operator calls it.</summary>
    [JsonInclude]
    public string Name { get; internal set; } = "";

    /// <summary>The Ed25519 key with which it signs, in base64.</summary>
    [JsonInclude]
    public string PublicKey { get; internal set; } = "";

    /// <summary>Where it stands.</summary>
    [JsonInclude]
    public NodeState State { get; internal set; } = NodeState.Registered;

    /// <summary>Why it stands there, in words.</summary>
    [JsonInclude]
    public string StateReason { get; internal set; } = "waiting for its first heartbeat";

    /// <summary>What it said of itself when it connected; null before that.</summary>
    [JsonInclude]
    public NodeFacts? Facts { get; internal set; }

    /// <summary>The open session, or null.</summary>
    [JsonInclude]
    public Guid? Session { get; internal set; }

    /// <summary>The block of the public network that it came from; null for a private address.</summary>
    [JsonInclude]
    public string? AddressBlock { get; internal set; }

    /// <summary>
    /// When its runs and checks are lost unless it comes back; null while it is connected or has none.
    /// </summary>
    [JsonInclude]
    public Instant? LostAt { get; internal set; }

    /// <summary>When a silent node counts as offline; null while it is heard.</summary>
    [JsonInclude]
    public Instant? OfflineAt { get; internal set; }

    /// <summary>Failures of its own in a row.</summary>
    [JsonInclude]
    public int Failures { get; internal set; }

    /// <summary>True after it came back from failures, until one run succeeds.</summary>
    [JsonInclude]
    public bool OnProbation { get; internal set; }

    /// <summary>How long heartbeats did not count after its last failures.</summary>
    [JsonInclude]
    public long ProbationWaitMs { get; internal set; }

    /// <summary>From when on a heartbeat counts.</summary>
    [JsonInclude]
    public Instant HeartbeatCountsFrom { get; internal set; }

    /// <summary>Runs that it works at.</summary>
    [JsonInclude]
    public List<RunId> Runs { get; internal set; } = [];

    /// <summary>Checks that it works at.</summary>
    [JsonInclude]
    public List<CheckId> Checks { get; internal set; } = [];

    /// <summary>Render runs among its runs.</summary>
    [JsonInclude]
    public int RenderRuns { get; internal set; }

    /// <summary>Containers among its runs.</summary>
    [JsonInclude]
    public int ContainerRuns { get; internal set; }

    /// <summary>Containers of PERSISTENT jobs among its runs.</summary>
    [JsonInclude]
    public int PersistentRuns { get; internal set; }

    /// <summary>What of it is allotted to its runs.</summary>
    [JsonInclude]
    public NodeLoad Load { get; internal set; } = new();

    /// <summary>Units of its that were accepted.</summary>
    [JsonInclude]
    public int UnitsAccepted { get; internal set; }

    /// <summary>Units of its that verification rejected.</summary>
    [JsonInclude]
    public int UnitsRejected { get; internal set; }

    /// <summary>Failures that were its own fault.</summary>
    [JsonInclude]
    public int Faults { get; internal set; }

    /// <summary>True when it may be given something new.</summary>
    [JsonIgnore]
    public bool IsOpen => State == NodeState.Healthy && Session is not null && Facts is not null;

    /// <summary>True when it advertises the capability.</summary>
    public bool Can(string capability)
    {
        if (Facts is null)
        {
            return false;
        }

        // By hand, because this stands in the innermost loop of placement.
        for (var i = 0; i < Facts.Capabilities.Count; i++)
        {
            if (Facts.Capabilities[i] == capability)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Its GPUs as the registry knows them, in the order of its facts.</summary>
    [JsonIgnore]
    internal IReadOnlyList<KnownGpu> Gpus
    {
        get
        {
            if (!ReferenceEquals(Facts, _gpusOf))
            {
                (_gpusOf, _gpus) = (Facts, KnownGpu.Of(Facts?.Gpus));
            }

            return _gpus;
        }
    }

    /// <summary>Runs of this kind that it takes at once.</summary>
    public int Slots(SlotKind kind) => Facts is null || (Facts.Duties & NodeDuties.Worker) == 0 ? 0 : kind switch
    {
        SlotKind.Render => Facts.RenderSlots,
        SlotKind.Container => NodeFacts.ContainersMax,
        _ => Facts.PluginSlots,
    };

    /// <summary>Runs of this kind that it could take now.</summary>
    public int FreeSlots(SlotKind kind)
    {
        if (!IsOpen)
        {
            return 0;
        }

        var free = Slots(kind) - RunsOf(kind);
        return OnProbation ? Math.Min(free, 1 - Runs.Count) : free;
    }

    /// <summary>True when it could take a run of any kind now.</summary>
    [JsonIgnore]
    public bool HasFreeSlot => FreeSlots(SlotKind.Render) > 0 || FreeSlots(SlotKind.Plugin) > 0
        || (Can(NodeCapability.Docker) && FreeSlots(SlotKind.Container) > 0
            && Load.CpuMillis < NodeRoom.MillisOf(Facts!.CpuCount));

    private int RunsOf(SlotKind kind) => kind switch
    {
        SlotKind.Render => RenderRuns,
        SlotKind.Container => ContainerRuns,
        _ => Runs.Count - RenderRuns - ContainerRuns,
    };

    internal void Move(NodeMove move, string reason)
    {
        State = NodeLifecycle.Next(State, move);
        StateReason = reason;
    }
}
