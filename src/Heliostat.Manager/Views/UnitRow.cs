using Heliostat.Core.Claims;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Views;

/// <summary>A unit that was reported, as its newest report left it.</summary>
public sealed record UnitRow
{
    /// <summary>The job.</summary>
    public required JobId Job { get; init; }

    /// <summary>The unit.</summary>
    public required int Unit { get; init; }

    /// <summary>The run that reported it last.</summary>
    public required RunId Run { get; init; }

    /// <summary>The node of that run.</summary>
    public required NodeId Node { get; init; }

    /// <summary>Where it stands.</summary>
    public UnitVerdictState State { get; internal set; }

    /// <summary>Why it was accepted, rejected or returned, in words; empty before.</summary>
    public string Verdict { get; internal set; } = "";

    /// <summary>Milliseconds that it took.</summary>
    public required long ExecutionMs { get; init; }

    /// <summary>Tiles that verifiers compared.</summary>
    public int TilesChecked { get; internal set; }

    /// <summary>Tiles that did not agree.</summary>
    public int TilesBad { get; internal set; }

    /// <summary>The verifier that was drawn for it last; null before.</summary>
    public NodeId? Verifier { get; internal set; }

    /// <summary>True while that verifier works at it.</summary>
    public bool IsBeingChecked { get; internal set; }

    /// <summary>The delivered file; null for plugins.</summary>
    public BlobName? File { get; init; }

    /// <summary>A plugin's result, as JSON text; null where it has none of its own.</summary>
    public string? Result { get; init; }

    /// <summary>When it was reported, in milliseconds since 1970, UTC.</summary>
    public required long ReportedAtMs { get; init; }

    /// <summary>When it was last decided about; null before.</summary>
    public long? DecidedAtMs { get; internal set; }

    /// <summary>Where the newest claim about this report stands; null when there was none.</summary>
    public ClaimState? Claim { get; internal set; }

    internal bool IsOver => State is not (UnitVerdictState.Reported or UnitVerdictState.Escalated);
}
