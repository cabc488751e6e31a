using Heliostat.Core;
using Heliostat.Protocol.Signing;

namespace Heliostat.Manager.Loop;

/// <summary>What came of a command, told once everything that it was decided upon is durable.</summary>
/// <param name="Decision">What happened, or why nothing did.</param>
/// <param name="Sequence">
/// The number of its entry; where it has none, that of the newest entry it was decided after.
/// </param>
/// <param name="Head">A signed head at or after that entry.</param>
public readonly record struct Outcome(Decision Decision, long Sequence, SignedHead Head)
{
    /// <summary>Why nothing happened, when the command was refused.</summary>
    public Refusal? Refused => Decision.Refused;
}
