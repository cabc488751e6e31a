using System.Text;
using Heliostat.Protocol.Values;
using Heliostat.Simulation.Managing;
using Heliostat.Simulation.Replaying;
using Heliostat.Simulation.Worlds;

namespace Heliostat.Simulation;

/// <summary>What became of one seed.</summary>
internal sealed record Simulated(ulong Seed, Tally Tally, ContentHash Head, long Entries, string? Failure)
{
    private const int EntryCharactersMax = 400;

    public static Simulated Run(ulong seed) => Run(Scenario.Draw(seed));

    public static Simulated Run(Scenario scenario)
    {
        var world = new World(scenario);
        string? failure = null;
        try
        {
            world.Run();
            world.Tally.Moves.UnionWith(MovesSeen.Of(world.Manager.Journal.Bodies.Select(JournalModel.Read)));
        }
        catch (Exception broken)
        {
            failure = Describe(world, broken);
        }

        var journal = world.Manager.Journal;
        return new Simulated(scenario.Seed, world.Tally, journal.Head, journal.Bodies.Count, failure);
    }

    private static string Describe(World world, Exception broken)
    {
        var text = new StringBuilder()
            .AppendLine($"Seed {world.Scenario.Seed} after {world.Agenda.NowMs} virtual ms: {broken.Message}")
            .AppendLine("Again: HELIOSTAT_SIMULATE_SEED=" + world.Scenario.Seed + " ./test --filter simulation")
            .AppendLine("The last entries:");
        foreach (var entry in world.Watch.Last)
        {
            var json = Encoding.UTF8.GetString(JournalModel.Write(entry));
            text.AppendLine(json.Length > EntryCharactersMax ? json[..EntryCharactersMax] + " …" : json);
        }

        return text.AppendLine(broken.StackTrace).ToString();
    }
}
