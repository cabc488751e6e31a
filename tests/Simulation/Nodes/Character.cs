using Heliostat.Protocol.Jobs;

namespace Heliostat.Simulation.Nodes;

/// <summary>How a node behaves. Shares are of a thousand; zero is what an honest and healthy node has.</summary>
internal sealed record Character
{
    public required string Name { get; init; }

    /// <summary>Milliseconds that a unit takes at least, and at most.</summary>
    public (int Min, int Max) UnitMs { get; init; } = (100, 3_000);

    /// <summary>Frames whose picture it makes up when it works.</summary>
    public int LiesAtWork { get; init; }

    /// <summary>Frames about which it lies when it verifies.</summary>
    public int LiesAtChecks { get; init; }

    /// <summary>The gang with which it lies about the same frames in the same way, as worker and as verifier.</summary>
    public int? Gang { get; init; }

    /// <summary>It makes up only some tiles.</summary>
    public bool LiesInPart { get; init; }

    /// <summary>Delivered files that do not show the checked pixels.</summary>
    public int ForgesFiles { get; init; }

    /// <summary>Files of which it says the opposite of what it sees.</summary>
    public int LiesAboutFiles { get; init; }

    /// <summary>It keeps its tile lists back.</summary>
    public bool HidesLists { get; init; }

    /// <summary>It hands over no tiles when pixels are asked for.</summary>
    public bool HidesTiles { get; init; }

    /// <summary>Its pixels have other bits than those of the others, and are alike.</summary>
    public bool IsNoisy { get; init; }

    /// <summary>Units at which it fails, and what it says whose fault that was.</summary>
    public int Fails { get; init; }

    /// <summary>Whose fault it says that its failures are.</summary>
    public FaultSide FailsBy { get; init; } = FaultSide.Node;

    /// <summary>It takes work and never does it.</summary>
    public bool Hangs { get; init; }

    /// <summary>It sends reports that make no sense.</summary>
    public bool Babbles { get; init; }

    /// <summary>Seconds between two deaths, about; zero for never.</summary>
    public int DiesEverySeconds { get; init; }

    /// <summary>It comes back with what it knew, as if it had only been away.</summary>
    public bool Remembers { get; init; }

    /// <summary>Seconds between two broken connections, about; zero for never.</summary>
    public int FlapsEverySeconds { get; init; }

    /// <summary>As a worker it tells the truth.</summary>
    public bool WorksHonestly => LiesAtWork == 0 && Gang is null && ForgesFiles == 0;

    /// <summary>As a verifier it tells the truth.</summary>
    public bool ChecksHonestly => LiesAtChecks == 0 && Gang is null && LiesAboutFiles == 0;

    /// <summary>It tells the truth in every duty.</summary>
    public bool IsHonest => WorksHonestly && ChecksHonestly && !HidesLists && !HidesTiles;

    /// <summary>The same node once nothing breaks any more. A liar goes on lying.</summary>
    public Character Healed() => this with
    {
        Fails = 0,
        Hangs = false,
        Babbles = false,
        DiesEverySeconds = 0,
        FlapsEverySeconds = 0,
    };
}
