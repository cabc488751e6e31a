namespace Heliostat.Simulation.Worlds;

/// <summary>What the world does to messages and managers. Calm at the beginning and at the end.</summary>
internal sealed record Weather
{
    public static Weather Calm { get; } = new();

    /// <summary>Milliseconds that a message takes at least.</summary>
    public int LatencyMsMin { get; init; } = 1;

    /// <summary>Milliseconds that a message usually takes at most.</summary>
    public int LatencyMsMax { get; init; } = 40;

    /// <summary>Of a thousand messages, how many get lost.</summary>
    public int LostPerMille { get; init; }

    /// <summary>Of a thousand messages, how many come twice.</summary>
    public int DoubledPerMille { get; init; }

    /// <summary>Of a thousand messages, how many are late by up to half a minute, and are overtaken.</summary>
    public int LatePerMille { get; init; }

    /// <summary>
    /// Of a thousand entries, after how many the manager dies; and as often at each point of a commit.
    /// </summary>
    public int CrashPerMille { get; init; }

    /// <summary>How a seed's storm blows.</summary>
    public static Weather Draw(Chance chance) => new()
    {
        LatencyMsMax = chance.Between(5, 400),
        LostPerMille = chance.PerMille(500) ? chance.Below(30) : 0,
        DoubledPerMille = chance.PerMille(500) ? chance.Below(60) : 0,
        LatePerMille = chance.PerMille(500) ? chance.Below(60) : 0,
        CrashPerMille = chance.PerMille(600) ? chance.Between(1, 8) : 0,
    };
}
