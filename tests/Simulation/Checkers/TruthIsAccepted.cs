using Heliostat.Core;
using Heliostat.Core.Claims;
using Heliostat.Core.Tasks;
using Heliostat.Protocol.Values;
using Heliostat.Protocol.Verification;
using Heliostat.Simulation.Pictures;
using Heliostat.Simulation.Worlds;

namespace Heliostat.Simulation.Checkers;

/// <summary>Holds what was accepted against what is true, which only the simulation knows.</summary>
internal sealed class TruthIsAccepted(Cast cast, Gallery gallery) : Checker
{
    private readonly Stories _stories = new();

    public override string Promise =>
        "What was checked and accepted is true, unless the verifier that agreed tells the same lie, or was drawn no "
        + "tile that lies; and a forged file is accepted only where the verifier that agreed lies about files. A claim "
        + "about a lie is refused only where both verifiers that agreed tell the same lie, or lie about files.";

    protected override void Look(Event happened, Network books)
    {
        _stories.Add(happened);
        if (happened is UnitAccepted { Grounds: "equal" } equal
            && _stories.Of(equal.Run, equal.Unit).Reported.Commitment is not null)
        {
            throw Broken($"unit {equal.Unit} of {equal.Run} is no echo of its payload");
        }

        if (happened is ClaimRefused refused)
        {
            JudgeRefusal(refused, _stories.Of(refused.Run, refused.Unit));
        }

        if (happened is UnitAccepted { Grounds: "checked" } accepted)
        {
            Judge(accepted, _stories.Of(accepted.Run, accepted.Unit), books);
        }
    }

    private void Judge(UnitAccepted accepted, UnitStory story, Network books)
    {
        if (story.Agreed is not { } agreed)
        {
            throw Broken($"nobody agreed to unit {accepted.Unit} of {accepted.Run}");
        }

        var verifier = cast.Node(story.VerifierOf(agreed.Check));
        var conscience = verifier.Conscience;
        var job = accepted.Run.Job;
        if (story.Reported.File is { } file && gallery.IsForged(file.Hash)
            && !conscience.LiesAboutFile(job, accepted.Unit))
        {
            throw Broken($"the forged file of unit {accepted.Unit} of {accepted.Run} was accepted");
        }

        var shown = gallery.Find(story.Reported.Commitment!.Value);
        if (shown is null)
        {
            throw Broken($"unit {accepted.Unit} of {accepted.Run} shows nothing that anybody made");
        }

        var lied = AskedTiles(story, agreed.Check, shown, books).Where(shown.LiesAt);
        if (lied.Any() && conscience.AtCheck(job, accepted.Unit) != shown.Variant)
        {
            throw Broken($"a lie of node {accepted.Node} about unit {accepted.Unit} of {accepted.Run} was accepted");
        }
    }

    private void JudgeRefusal(ClaimRefused refused, UnitStory story)
    {
        var shown = gallery.Find(story.Reported.Commitment!.Value)!;
        var doesLie = Enumerable.Range(0, shown.TilesCount).Any(shown.LiesAt);
        var isForged = gallery.IsForged(story.Reported.File!.Hash);
        foreach (var heard in story.Heard.Where(heard => heard.Agrees))
        {
            var conscience = cast.Node(heard.Node).Conscience;
            if ((isForged && !conscience.LiesAboutFile(refused.Job, refused.Unit))
                || (doesLie && conscience.AtCheck(refused.Job, refused.Unit) != shown.Variant
                    && !conscience.LiesAboutFile(refused.Job, refused.Unit)))
            {
                throw Broken($"a claim about the lie in unit {refused.Unit} of {refused.Run} was refused");
            }
        }
    }

    private static IEnumerable<int> AskedTiles(UnitStory story, CheckId check, Picture shown, Network books)
    {
        var drawn = story.Drawn.Find(drawn => drawn.Check == check)!;
        if (drawn.Whole || drawn.Draw is not { } draw)
        {
            return Enumerable.Range(0, shown.TilesCount);
        }

        var grid = books.Jobs.Find(shown.Job)!.Plan.GridOf(story.Reported.Unit)!.Value;
        return SpotDraw.Tiles(grid, draw.ToArray());
    }
}
