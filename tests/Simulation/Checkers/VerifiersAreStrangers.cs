using Heliostat.Core;
using Heliostat.Core.Journal;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;
using Heliostat.Simulation.Worlds;

namespace Heliostat.Simulation.Checkers;

/// <summary>Looks at who is drawn to check whom, and when.</summary>
internal sealed class VerifiersAreStrangers(Cast cast) : Checker
{
    private readonly Stories _stories = new();

    public override string Promise =>
        "A verifier is of another operator than the worker and the first verifier, of the worker's device class where "
        + "pixels are compared, of another block of the network, and is drawn in a later entry than the report; in a "
        + "claim it is a stranger to everybody who had a say.";

    public override void Look(JournalEntry entry, Network books)
    {
        base.Look(entry, books);
        var reported = entry.Events.OfType<UnitReported>().Select(e => (e.Run, e.Unit)).ToHashSet();
        if (entry.Events.OfType<CheckDrawn>().Any(e => reported.Contains((e.Check.Run, e.Check.Unit))))
        {
            throw Broken("a verifier was drawn in the entry of the report");
        }
    }

    protected override void Look(Event happened, Network books)
    {
        _stories.Add(happened);
        if (happened is not CheckDrawn drawn)
        {
            return;
        }

        var story = _stories.Of(drawn.Check.Run, drawn.Check.Unit);
        var (verifier, worker) = (cast.Node(drawn.Node), cast.Node(_stories.WorkerOf(drawn.Check.Run)));
        var first = story.Disagreed.Count > 0 ? cast.Node(story.VerifierOf(story.Disagreed[0].Check)) : null;
        if (verifier.Operator == worker.Operator || verifier.Operator == first?.Operator)
        {
            throw Broken($"{drawn.Check} is with an operator that has its say already");
        }

        if (story.IsClaimed && story.Known.Concat(story.Heard.Select(heard => heard.Node))
            .Any(heard => cast.Node(heard).Operator == verifier.Operator))
        {
            throw Broken($"{drawn.Check} is a claim's and with an operator that has its say already");
        }

        if (story.Reported.Check == CheckMethod.Tiles && verifier.Facts.DeviceClass != worker.Facts.DeviceClass)
        {
            throw Broken($"{drawn.Check} is with another device class");
        }

        if (verifier.AddressBlock is { } block && block == worker.AddressBlock)
        {
            throw Broken($"{drawn.Check} is with a neighbour of the worker");
        }
    }
}
