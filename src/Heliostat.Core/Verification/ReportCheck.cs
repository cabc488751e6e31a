using Heliostat.Core.Nodes;
using Heliostat.Core.Tasks;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Core.Verification;

/// <summary>
/// What verifiers report: what they found, blind; what the delivered file is; that they could not check.
/// </summary>
internal static class ReportCheck
{
    private const int NotesMax = 10;
    private const int WordsLengthMax = 64;

    private static readonly Refusal Lost =
        new(RefusalCodes.CheckLost, "This check is no longer this node's; stop it and report nothing more about it.");

    public static Refusal? Decide(Network network, Ruling ruling, Node node, CheckResult said)
    {
        if (Find(network, node, said.Check, out var unit) is { } lost)
        {
            return lost;
        }

        if (unit.State != CheckState.Drawn)
        {
            return new Refusal("already-reported", "This was reported before.");
        }

        var asked = unit.Tiles?.Count ?? 0;
        if (said.TileHashes.Count != asked || (said.Commitment is null) != (unit.Tiles is not null))
        {
            return new Refusal("report-invalid", $"The check asked for {asked} tiles, or else for the whole unit.");
        }

        ruling.Record(new CheckReported(said.Check, said.TileHashes, said.Commitment, said.ExecutionMs)
        {
            Picture = unit.Claim is null ? null : said.Picture,
            Pick = said.Commitment is { } found && found != unit.Commitment && unit.Method == CheckMethod.Tiles
                ? ruling.Choice.NextHash()
                : null,
        });
        if (unit.Whole is { } whole)
        {
            CompareWhole(network, ruling, unit, whole);
        }

        return null;
    }

    public static Refusal? Decide(Network network, Ruling ruling, Node node, FileResult said)
    {
        if (Find(network, node, said.Check, out var unit) is { } lost)
        {
            return lost;
        }

        if (unit.State == CheckState.Drawn || unit.Bound is not null || unit.Method != CheckMethod.Tiles)
        {
            return new Refusal("report-untimely", "The file is compared once, after the tiles were reported.");
        }

        if (said.Notes.Count > NotesMax || said.Reason.Length > WordsLengthMax || HasLong(said.Notes))
        {
            return new Refusal("report-invalid", $"At most {NotesMax} notes of {WordsLengthMax} characters.");
        }

        ruling.Record(new FileCompared(said.Check, said.Bound, said.Reason, said.Millidecibels, said.Notes));
        CheckEnding.Conclude(network, ruling, unit);
        return null;
    }

    public static Refusal? Decide(Network network, Ruling ruling, Node node, CheckFailure said)
    {
        if (Find(network, node, said.Check, out _) is { } lost)
        {
            return lost;
        }

        if (said.Failure.Reason.Length is 0 or > WordsLengthMax)
        {
            return new Refusal("failure-invalid", $"A reason has 1 to {WordsLengthMax} characters.");
        }

        if (said.Failure.Side == FaultSide.Node)
        {
            NodeFault.Count(network, ruling, node.Id, said.Failure.Reason);
        }

        CheckEnding.Lose(network, ruling, said.Check, said.Failure.Reason);
        return null;
    }

    public static Refusal? Decide(Network network, Ruling ruling, Node node, TilesReady said)
    {
        var unit = network.Checks.Find(said.Check.Run.Job, said.Check.Unit);
        if (unit is null || unit.State != CheckState.Measuring || unit.Run != said.Check.Run
            || !IsAsked(unit, node, said))
        {
            return Lost;
        }

        ruling.Record(new TilesHandedOver(said.Check, node.Id, said.ByVerifier, said.Tiles));
        return null;
    }

    private static bool IsAsked(UnitCheck unit, Node node, TilesReady said) => said.ByVerifier
        ? (unit.Verifier == node.Id && unit.Id == said.Check)
            || (unit.First is { } first && first.Verifier == node.Id && first.Check == said.Check)
        : unit.Worker == node.Id;

    private static void CompareWhole(Network network, Ruling ruling, UnitCheck unit, ContentHash whole)
    {
        if (whole == unit.Commitment)
        {
            ruling.Record(new CheckAgreed(unit.Id, TilesOf(network, unit)));
            CheckEnding.Conclude(network, ruling, unit);
        }
        else if (unit.Method == CheckMethod.Recompute)
        {
            CheckEnding.Disagree(network, ruling, unit, Finding.ResultDiffers);
        }
    }

    private static int TilesOf(Network network, UnitCheck unit) =>
        network.Jobs.Get(unit.Run.Job).Plan.GridOf(unit.Unit)?.Count ?? 0;

    private static bool HasLong(IReadOnlyList<string> notes)
    {
        foreach (var note in notes)
        {
            if (note is null || note.Length > WordsLengthMax)
            {
                return true;
            }
        }

        return false;
    }

    private static Refusal? Find(Network network, Node node, CheckId check, out UnitCheck unit)
    {
        unit = network.Checks.Find(check)!;
        return unit is null || unit.Verifier != node.Id ? Lost : null;
    }
}
