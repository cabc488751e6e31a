using static Heliostat.Core.Verification.CheckMove;
using static Heliostat.Core.Verification.CheckState;

namespace Heliostat.Core.Verification;

/// <summary>Where the checking of a unit stands. Append-only.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckState>))]
public enum CheckState
{
    /// <summary>Waits for a verifier.</summary>
    Wanted,

    /// <summary>A verifier works at it, blind.</summary>
    Drawn,

    /// <summary>The verifier's hashes are in the journal; they are compared with the worker's.</summary>
    Reported,

    /// <summary>Hashes differ; the pixels are measured.</summary>
    Measuring,

    /// <summary>Verifier and worker agree; the delivered file is still to be bound to the pixels.</summary>
    Agreed,

    /// <summary>The unit was accepted, rejected, or is done again.</summary>
    Settled,
}

/// <summary>What can happen to the checking of a unit.</summary>
public enum CheckMove
{
    /// <summary>A verifier was drawn.</summary>
    Draw,

    /// <summary>The verifier was lost or failed.</summary>
    Lose,

    /// <summary>The verifier reported what it found.</summary>
    Report,

    /// <summary>The hashes differ, so pixels are asked for.</summary>
    Differ,

    /// <summary>Worker and verifier agree.</summary>
    Agree,

    /// <summary>They do not, and another verifier decides.</summary>
    Escalate,

    /// <summary>It is over.</summary>
    Settle,
}

/// <summary>Every move that the checking of a unit may make. A pair that is not listed is not allowed.</summary>
public static class CheckLifecycle
{
    /// <summary>The table, in the order in which it is drawn.</summary>
    public static IReadOnlyList<(CheckState From, CheckMove Move, CheckState To)> Table { get; } =
    [
        (Wanted, Draw, Drawn),
        (Drawn, Lose, Wanted),
        (Drawn, Report, Reported),
        (Reported, Lose, Wanted),
        (Reported, Differ, Measuring),
        (Reported, Agree, Agreed),
        (Reported, Escalate, Wanted),
        (Measuring, Lose, Wanted),
        (Measuring, Agree, Agreed),
        (Measuring, Escalate, Wanted),
        (Agreed, Lose, Wanted),
        (Agreed, Escalate, Wanted),
        (Wanted, Settle, Settled),
        (Drawn, Settle, Settled),
        (Reported, Settle, Settled),
        (Measuring, Settle, Settled),
        (Agreed, Settle, Settled),
    ];

    private static readonly Moves<CheckState, CheckMove> Moves = new("check", Table);

    /// <summary>Where a move leads.</summary>
    /// <exception cref="InvariantException">The move is not allowed from there.</exception>
    public static CheckState Next(CheckState from, CheckMove move) => Moves.Next(from, move);
}
