namespace Heliostat.Simulation.Worlds;

/// <summary>How large a seed's network is, and what befalls it.</summary>
internal sealed record Scenario
{
    public required ulong Seed { get; init; }

    public required Chance Chance { get; init; }

    public Weather Weather { get; init; } = Weather.Calm;

    public bool IsStormy { get; init; }

    public long StormMs { get; init; } = 120_000;

    /// <summary>Honest operators with a sound node each, which are never banned.</summary>
    public int SoundOperators { get; init; } = 3;

    /// <summary>Nodes of any character.</summary>
    public int OtherNodes { get; init; }

    /// <summary>Of a thousand of these, how many lie.</summary>
    public int LiarsPerMille { get; init; }

    /// <summary>Members of a gang, each of another operator.</summary>
    public int GangMembers { get; init; }

    public int Consumers { get; init; } = 1;

    public int Jobs { get; init; } = 3;

    /// <summary>Docker jobs beside these.</summary>
    public int Containers { get; init; }

    /// <summary>Complaints of consumers about results.</summary>
    public int Claims { get; init; }

    /// <summary>The owner sets quotas so tight that some orders are refused.</summary>
    public bool SetsQuotas { get; init; }

    /// <summary>Whether consumers have recipes, and cook of them.</summary>
    public bool Cooks { get; init; }

    /// <summary>The seed goes on until its jobs leave the books.</summary>
    public bool Retires { get; init; }

    /// <summary>What a seed makes of it: small networks, every fault in some of them.</summary>
    public static Scenario Draw(ulong seed)
    {
        var chance = new Chance(seed);
        var hasGang = chance.PerMille(350);
        return new Scenario
        {
            Seed = seed,
            Chance = chance,
            Weather = Weather.Draw(chance),
            IsStormy = true,
            StormMs = chance.Between(60_000, 1_500_000),
            OtherNodes = chance.Below(8),
            LiarsPerMille = chance.PerMille(500) ? chance.Below(700) : 0,
            GangMembers = hasGang ? 2 : 0,
            Consumers = chance.Between(1, 3),
            Jobs = chance.Between(1, 8),
            Claims = chance.Below(12),
            Retires = chance.PerMille(250),
            SetsQuotas = seed % 5 == 3,
            Containers = seed % 2 == 1 ? 1 + (int)(seed % 7) : 0,
            Cooks = seed % 2 == 0,
        };
    }

    /// <summary>A network in which nothing goes wrong.</summary>
    public static Scenario Calm(ulong seed) => new()
    {
        Seed = seed,
        Chance = new Chance(seed),
        OtherNodes = 1,
        Containers = 4,
    };
}
