namespace Heliostat.Manager.Auditing;

/// <summary>What an audit checked and what it found.</summary>
public sealed record AuditReport
{
    /// <summary>The network of the journal.</summary>
    public required Guid Network { get; init; }

    /// <summary>Entries read.</summary>
    public required long Entries { get; init; }

    /// <summary>Entries decided again by these rules.</summary>
    public required long Decided { get; init; }

    /// <summary>Signatures of nodes checked.</summary>
    public required long Signatures { get; init; }

    /// <summary>Seeds checked against an epoch's secret that was shown.</summary>
    public required long Seeds { get; init; }

    /// <summary>Verification keys that were shown and checked.</summary>
    public required long Keys { get; init; }

    /// <summary>Signed heads checked, a client's included.</summary>
    public required long Heads { get; init; }

    /// <summary>Differences in all; 0 for a journal that is what it should be.</summary>
    public required long DifferencesTotal { get; init; }

    /// <summary>The first of them, a sentence each.</summary>
    public required IReadOnlyList<string> Differences { get; init; }

    /// <summary>What was not checked, and why, a sentence each.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>
    /// The hash of the books after the last entry; null where the books could not be kept to the end.
    /// </summary>
    public required string? BooksHash { get; init; }
}
