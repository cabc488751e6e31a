using Heliostat.Protocol.Jobs;
using Heliostat.Simulation.Worlds;

namespace Heliostat.Simulation.Nodes;

/// <summary>The kinds of node that there are.</summary>
internal static class Characters
{
    /// <summary>Kinds that tell the truth, whatever else befalls them.</summary>
    public static IReadOnlyList<Character> Honest { get; } =
    [
        new() { Name = "honest" },
        new() { Name = "slow", UnitMs = (5_000, 25_000) },
        new() { Name = "noisy", IsNoisy = true },
        new() { Name = "dying", DiesEverySeconds = 120, Remembers = true },
        new() { Name = "forgetful", DiesEverySeconds = 150 },
        new() { Name = "flapping", FlapsEverySeconds = 30 },
        new() { Name = "broken", Fails = 120, FailsBy = FaultSide.Node },
        new() { Name = "puzzled", Fails = 120, FailsBy = FaultSide.Unknown },
        new() { Name = "accusing", Fails = 40, FailsBy = FaultSide.Job },
        new() { Name = "hung", Hangs = true },
        new() { Name = "babbling", Babbles = true },
    ];

    private static readonly IReadOnlyList<Character> Liars =
    [
        new() { Name = "cheat", LiesAtWork = 700 },
        new() { Name = "cheat that hides", LiesAtWork = 500, HidesLists = true, HidesTiles = true },
        new() { Name = "cheat in part", LiesAtWork = 800, LiesInPart = true },
        new() { Name = "slanderer", LiesAtChecks = 600 },
        new() { Name = "slanderer in part", LiesAtChecks = 600, LiesInPart = true, HidesTiles = true },
        new() { Name = "forger", ForgesFiles = 500 },
        new() { Name = "liar about files", LiesAboutFiles = 500 },
        new() { Name = "cheat that dies", LiesAtWork = 500, DiesEverySeconds = 90 },
    ];

    /// <summary>A member of a gang.</summary>
    public static Character Gang(int number) =>
        new() { Name = $"gang {number}", Gang = number, LiesAtWork = 600, LiesAtChecks = 600 };

    /// <summary>Any kind: as many liars as the seed wants.</summary>
    public static Character Draw(Chance chance, int liarsPerMille) =>
        chance.Pick(chance.PerMille(liarsPerMille) ? Liars : Honest);
}
