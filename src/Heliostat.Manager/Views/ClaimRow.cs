using System.Text.Json.Serialization;
using Heliostat.Core.Claims;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Views;

/// <summary>A claim, open or decided.</summary>
public sealed record ClaimRow
{
    /// <summary>The job.</summary>
    public required JobId Job { get; init; }

    /// <summary>Its number in the job.</summary>
    public required int Number { get; init; }

    /// <summary>The unit.</summary>
    public required int Unit { get; init; }

    /// <summary>The name under which the consumer's words are sealed.</summary>
    public required ContentHash Reason { get; init; }

    /// <summary>The node whose result is claimed.</summary>
    public required NodeId Worker { get; init; }

    /// <summary>What that node delivered.</summary>
    public BlobName? File { get; init; }

    /// <summary>When it was opened, in milliseconds since 1970, UTC.</summary>
    public required long OpenedAtMs { get; init; }

    /// <summary>When it was decided; null before.</summary>
    [JsonInclude]
    public long? DecidedAtMs { get; internal set; }

    /// <summary>Where it stands.</summary>
    [JsonInclude]
    public ClaimState State { get; internal set; }

    /// <summary>Why it was decided so, in words; empty before.</summary>
    [JsonInclude]
    public string Verdict { get; internal set; } = "";

    /// <summary>True when two verifiers agree on what the frame should be.</summary>
    [JsonInclude]
    public bool IsProven { get; internal set; }

    /// <summary>What verifiers said, in order.</summary>
    [JsonInclude]
    public List<ClaimVoice> Voices { get; internal set; } = [];

    internal bool IsOver => DecidedAtMs is not null;
}
