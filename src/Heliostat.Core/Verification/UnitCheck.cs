using Heliostat.Core.Claims;
using Heliostat.Core.Tasks;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Core.Verification;

/// <summary>A reported unit on its way to a verdict: who did it, who checks it, and what was found so far.</summary>
public sealed class UnitCheck
{
    /// <summary>The run that reported the unit.</summary>
    public required RunId Run { get; init; }

    /// <summary>The unit.</summary>
    public required int Unit { get; init; }

    /// <summary>The node that did it.</summary>
    public required NodeId Worker { get; init; }

    /// <summary>How it is checked.</summary>
    public required CheckMethod Method { get; init; }

    /// <summary>What the worker committed to.</summary>
    public required ContentHash Commitment { get; init; }

    /// <summary>The delivered file.</summary>
    public BlobName? File { get; init; }

    /// <summary>The checked pixels, where the file does not follow from the tiles alone.</summary>
    public BlobName? Checked { get; init; }

    /// <summary>Where it stands.</summary>
    [JsonInclude]
    public CheckState State { get; internal set; }

    /// <summary>The number of the newest check; 0 before the first.</summary>
    [JsonInclude]
    public int Ordinal { get; internal set; }

    /// <summary>Since when it waits for a verifier; for a second one, since the first disagreed.</summary>
    [JsonInclude]
    public Instant Since { get; internal set; }

    /// <summary>
    /// When the verifier, the measuring, or the wait for a verifier is given up.
    /// </summary>
    [JsonInclude]
    public Instant? Deadline { get; internal set; }

    /// <summary>The verifier at work.</summary>
    [JsonInclude]
    public NodeId? Verifier { get; internal set; }

    /// <summary>The tiles that it was asked for; null for the whole unit.</summary>
    [JsonInclude]
    public IReadOnlyList<int>? Tiles { get; internal set; }

    /// <summary>From what these tiles were drawn; null for the whole unit.</summary>
    [JsonInclude]
    public ContentHash? Draw { get; internal set; }

    /// <summary>What it found: a hash for each of the tiles.</summary>
    [JsonInclude]
    public IReadOnlyList<ContentHash> Hashes { get; internal set; } = [];

    /// <summary>What it found: its own commitment for the whole unit.</summary>
    [JsonInclude]
    public ContentHash? Whole { get; internal set; }

    /// <summary>From what the tiles are picked that are measured, of all that differ; null where none are.</summary>
    [JsonInclude]
    public ContentHash? Pick { get; internal set; }

    /// <summary>Its picture of a claimed frame, as it would be delivered.</summary>
    [JsonInclude]
    public BlobName? Picture { get; internal set; }

    /// <summary>The tiles whose pixels are measured.</summary>
    [JsonInclude]
    public IReadOnlyList<int> Disputed { get; internal set; } = [];

    /// <summary>What the verifier found there.</summary>
    [JsonInclude]
    public IReadOnlyList<ContentHash> DisputedHashes { get; internal set; } = [];

    /// <summary>Whether the worker handed over its pixels of these tiles.</summary>
    [JsonInclude]
    public bool WorkerAnswered { get; internal set; }

    /// <summary>Whether the verifier handed over its own.</summary>
    [JsonInclude]
    public bool VerifierAnswered { get; internal set; }

    /// <summary>Whether the delivered file follows from its pixels; null until it said so.</summary>
    [JsonInclude]
    public bool? Bound { get; internal set; }

    /// <summary>
    /// Thousandths of a decibel by which the delivered file is alike to what the verifier made; null where it is equal,
    /// or was not measured.
    /// </summary>
    [JsonInclude]
    public int? FileMillidecibels { get; internal set; }

    /// <summary>The claim for which the unit is rendered again; null before its first verdict.</summary>
    [JsonInclude]
    public Claim? Claim { get; internal set; }

    /// <summary>What the first verifier disagreed about; null until one did.</summary>
    [JsonInclude]
    public Dispute? First { get; internal set; }

    /// <summary>Nodes that were drawn for it, in order; they get it again only if nobody else can.</summary>
    [JsonInclude]
    public List<NodeId> Drawn { get; internal set; } = [];

    /// <summary>The newest check.</summary>
    [JsonIgnore]
    public CheckId Id => new(Run, Unit, Ordinal);

    /// <summary>True when the delivered file is what the verifier itself would deliver, to the eye.</summary>
    [JsonIgnore]
    internal bool IsFileEqual => Bound == true && FileMillidecibels is null
        || FileMillidecibels >= CheckTimes.AlikeMillidecibelsMin;

    /// <summary>True when some of its tiles had other bits than the worker's, and their pixels were measured.</summary>
    [JsonIgnore]
    internal bool WereMeasured => Disputed.Count > 0;

    internal void Move(CheckMove move) => State = CheckLifecycle.Next(State, move);

    internal void Forget()
    {
        (Verifier, Tiles, Hashes, Whole, Bound, Deadline) = (null, null, [], null, null, null);
        (Disputed, DisputedHashes, FileMillidecibels) = ([], [], null);
        (WorkerAnswered, VerifierAnswered) = (false, false);
        (Picture, Pick) = (null, null);
    }
}
