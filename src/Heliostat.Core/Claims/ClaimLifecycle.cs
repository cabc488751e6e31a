using static Heliostat.Core.Claims.ClaimMove;
using static Heliostat.Core.Claims.ClaimState;

namespace Heliostat.Core.Claims;

/// <summary>Where a claim stands. Append-only.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClaimState>))]
public enum ClaimState
{
    /// <summary>No verifier has spoken yet.</summary>
    Opened,

    /// <summary>One of two verifiers has spoken.</summary>
    Heard,

    /// <summary>One verifier agrees with the worker and one does not; a third decides.</summary>
    Split,

    /// <summary>The frame is bad: it is accepted no more.</summary>
    Upheld,

    /// <summary>The frame is what the scene says: it stays.</summary>
    Refused,

    /// <summary>Nobody could look at it in time: the frame stays, and nothing is shown.</summary>
    Lapsed,
}

/// <summary>What can happen to a claim.</summary>
public enum ClaimMove
{
    /// <summary>The first verifier speaks.</summary>
    Hear,

    /// <summary>The second verifier says otherwise.</summary>
    Divide,

    /// <summary>The frame is found bad, or a doubt is left that nobody could settle.</summary>
    Uphold,

    /// <summary>Two verifiers agree with the worker.</summary>
    Refuse,

    /// <summary>The time is over, and nobody disagreed with the worker.</summary>
    Lapse,
}

/// <summary>Every move that a claim may make. A pair that is not listed is not allowed.</summary>
public static class ClaimLifecycle
{
    /// <summary>The table, in the order in which it is drawn.</summary>
    public static IReadOnlyList<(ClaimState From, ClaimMove Move, ClaimState To)> Table { get; } =
    [
        (Opened, Hear, Heard),
        (Opened, Uphold, Upheld),
        (Heard, Divide, Split),
        (Heard, Uphold, Upheld),
        (Heard, Refuse, Refused),
        (Split, Uphold, Upheld),
        (Split, Refuse, Refused),
        (Opened, Lapse, Lapsed),
        (Heard, Lapse, Lapsed),
    ];

    private static readonly Moves<ClaimState, ClaimMove> Moves = new("claim", Table);

    /// <summary>Where a move leads.</summary>
    /// <exception cref="InvariantException">The move is not allowed from there.</exception>
    public static ClaimState Next(ClaimState from, ClaimMove move) => Moves.Next(from, move);
}
