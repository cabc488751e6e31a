using Heliostat.Core;
using Heliostat.Core.Nodes;
using Heliostat.Core.Tasks;
using Heliostat.Protocol.Values;
using Heliostat.Simulation.Pictures;
using Heliostat.Simulation.Worlds;

namespace Heliostat.Simulation.Checkers;

/// <summary>Holds rejections against what is true.</summary>
internal sealed class HonestAreNotPunished(Cast cast, Gallery gallery) : Checker
{
    private readonly Stories _stories = new();
    private (RunId Run, int Unit) _lastAccepted;

    public override string Promise =>
        "True work is rejected only where two verifiers of two other operators lie about it; an honest verifier is "
        + "refuted only where the second one lies, or where its own bits differ and it did not hand them over.";

    protected override void Look(Event happened, Network books)
    {
        _stories.Add(happened);
        switch (happened)
        {
            case UnitRejected e: JudgeRejection(e); break;
            case UnitAccepted e: _lastAccepted = (e.Run, e.Unit); break;
            case NodeFaulted { Reason: "verifier-refuted" } e: JudgeRefutation(e.Node); break;
            default: break;
        }
    }

    private void JudgeRejection(UnitRejected rejected)
    {
        var story = _stories.Of(rejected.Run, rejected.Unit);
        if (!IsTrue(story.Reported))
        {
            return;
        }

        var liars = story.Disagreed
            .Select(disagreed => cast.Node(story.VerifierOf(disagreed.Check)))
            .Where(node => Lies(node, rejected.Run.Job, rejected.Unit))
            .Select(node => node.Operator)
            .Where(owner => owner != cast.Node(rejected.Node).Operator)
            .Distinct();
        if (liars.Count() < 2)
        {
            throw Broken($"true unit {rejected.Unit} of {rejected.Run} was rejected");
        }
    }

    private void JudgeRefutation(NodeId refuted)
    {
        var (run, unit) = _lastAccepted;
        var story = _stories.Of(run, unit);
        var (first, second) = (cast.Node(refuted), cast.Node(story.VerifierOf(story.Agreed!.Check)));
        var bitsDiffer = first.Character.IsNoisy || cast.Node(_stories.WorkerOf(run)).Character.IsNoisy;
        if (!Lies(first, run.Job, unit) && !Lies(second, run.Job, unit) && !bitsDiffer && !first.Character.Babbles)
        {
            throw Broken($"honest verifier {refuted} was refuted about unit {unit} of {run}");
        }
    }

    private bool IsTrue(UnitReported reported) => reported is { Check: null, Commitment: null }
        || (reported.Commitment is { } commitment
            && gallery.Find(commitment) is { Variant.IsLie: false }
            && (reported.File is null || !gallery.IsForged(reported.File.Hash)));

    private static bool Lies(Nodes.NodeModel node, JobId job, int unit) =>
        node.Conscience.AtCheck(job, unit).IsLie || node.Conscience.LiesAboutFile(job, unit);
}
