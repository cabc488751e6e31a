using Heliostat.Core.Jobs;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Views;

/// <summary>A job as the views keep it. Times are milliseconds since 1970, UTC.</summary>
public sealed record JobRow
{
    /// <summary>Its id.</summary>
    public required JobId Id { get; init; }

    /// <summary>The consumer.</summary>
    public required AccountId Account { get; init; }

    /// <summary>What was asked for; title and description are in the vault.</summary>
    public required JobSpec Spec { get; init; }

    /// <summary>Where it stands.</summary>
    public JobState State { get; internal set; }

    /// <summary>Why, in words; empty where there is nothing to say.</summary>
    public string StateReason { get; internal set; } = "";

    /// <summary>What its consumer allowed it later; null where nothing changed.</summary>
    public JobLimits? Edited { get; internal set; }

    /// <summary>What it may take now.</summary>
    public JobLimits Limits => Edited ?? Spec.Limits;

    /// <summary>True while its consumer wants no task of it placed.</summary>
    public bool IsPaused { get; internal set; }

    /// <summary>When it was submitted.</summary>
    public required long CreatedAtMs { get; init; }

    /// <summary>When anything of it changed last.</summary>
    public long UpdatedAtMs { get; internal set; }

    /// <summary>When its first run started.</summary>
    public long? StartedAtMs { get; internal set; }

    /// <summary>When it ended.</summary>
    public long? EndedAtMs { get; internal set; }

    /// <summary>The entry in which it ended.</summary>
    public long? EndedSequence { get; internal set; }

    /// <summary>Since when it is final.</summary>
    public long? FinalAtMs { get; internal set; }

    /// <summary>Units in all.</summary>
    public required int UnitsTotal { get; init; }

    /// <summary>Units accepted.</summary>
    public int UnitsAccepted { get; internal set; }

    /// <summary>Rejections by verification.</summary>
    public int UnitsRejected { get; internal set; }

    /// <summary>Tiles that verifiers compared.</summary>
    public long TilesChecked { get; internal set; }

    /// <summary>Tiles that did not agree.</summary>
    public long TilesBad { get; internal set; }

    /// <summary>Runs so far.</summary>
    public int RunsTotal { get; internal set; }

    internal long Number { get; init; }
}
