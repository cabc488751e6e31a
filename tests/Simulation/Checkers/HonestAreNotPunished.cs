using Heliostat.Core;
using Heliostat.Core.Claims;
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
        "True work is rejected only where two verifiers of two other operators lie about it, or where bits differ "
        + "and its worker did not hand its own over; an honest verifier is refuted only where the second one lies, "
        + "or where its own bits differ and it did not hand them over.";

    protected override void Look(Event happened, Network books)
    {
        _stories.Add(happened);
        switch (happened)
        {
            case UnitRejected e: JudgeRejection(e); break;
            case UnitAccepted e: _lastAccepted = (e.Run, e.Unit); break;
            case ClaimRefused e: _lastAccepted = (e.Run, e.Unit); break;
            case ClaimUpheld { IsProven: true } e: JudgeProof(e); break;
            case NodeFaulted { Reason: "verifier-refuted" } e: JudgeRefutation(e.Node); break;
            default: break;
        }
    }

    private void JudgeRejection(UnitRejected rejected)
    {
        var story = _stories.Of(rejected.Run, rejected.Unit);
        var against = story.Disagreed.Select(disagreed => story.VerifierOf(disagreed.Check)).ToList();
        var bitsDiffer = against.Append(rejected.Node).Any(node => cast.Node(node).Character.IsNoisy);
        if (!IsTrue(story.Reported) || (bitsDiffer && story.Disagreed[^1].Unanswered))
        {
            return;
        }

        if (LiarsOf(against, rejected.Node, rejected.Run.Job, rejected.Unit) < 2)
        {
            throw Broken($"true unit {rejected.Unit} of {rejected.Run} was rejected");
        }
    }

    private void JudgeProof(ClaimUpheld upheld)
    {
        _lastAccepted = (upheld.Run, upheld.Unit);
        var story = _stories.Of(upheld.Run, upheld.Unit);
        var against = story.Heard.Where(heard => !heard.Agrees).Select(heard => heard.Node);
        if (IsTrue(story.Reported) && LiarsOf(against, upheld.Worker, upheld.Job, upheld.Unit) < 2)
        {
            throw Broken($"a claim against true unit {upheld.Unit} of {upheld.Run} was proven");
        }
    }

    /// <summary>Of how many operators, not the worker's, somebody lies about a unit.</summary>
    private int LiarsOf(IEnumerable<NodeId> verifiers, NodeId worker, JobId job, int unit) => verifiers
        .Select(cast.Node)
        .Where(node => Lies(node, job, unit))
        .Select(node => node.Operator)
        .Where(owner => owner != cast.Node(worker).Operator)
        .Distinct()
        .Count();

    private void JudgeRefutation(NodeId refuted)
    {
        var (run, unit) = _lastAccepted;
        var story = _stories.Of(run, unit);
        var first = cast.Node(refuted);
        if (story.Heard.Count > 0)
        {
            JudgeRefutationInClaim(first, run, unit, story);
            return;
        }

        var second = cast.Node(story.VerifierOf(story.Agreed!.Check));
        var bitsDiffer = first.Character.IsNoisy || cast.Node(_stories.WorkerOf(run)).Character.IsNoisy;
        if (!Lies(first, run.Job, unit) && !Lies(second, run.Job, unit) && !bitsDiffer && !first.Character.Babbles)
        {
            throw Broken($"honest verifier {refuted} was refuted about unit {unit} of {run}");
        }
    }

    private void JudgeRefutationInClaim(Nodes.NodeModel refuted, RunId run, int unit, UnitStory story)
    {
        var others = story.Heard.Select(heard => cast.Node(heard.Node)).Where(node => node != refuted);
        var isLiedTo = others.Any(node => Lies(node, run.Job, unit));
        var bitsDiffer = refuted.Character.IsNoisy || cast.Node(_stories.WorkerOf(run)).Character.IsNoisy;
        if (!Lies(refuted, run.Job, unit) && !isLiedTo && !bitsDiffer)
        {
            throw Broken($"honest verifier {refuted.Id} was refuted in a claim about unit {unit} of {run}");
        }
    }

    private bool IsTrue(UnitReported reported) => reported is { Check: null, Commitment: null }
        || (reported.Commitment is { } commitment
            && gallery.Find(commitment) is { Variant.IsLie: false }
            && (reported.File is null || !gallery.IsForged(reported.File.Hash)));

    private static bool Lies(Nodes.NodeModel node, JobId job, int unit) =>
        node.Conscience.AtCheck(job, unit).IsLie || node.Conscience.LiesAboutFile(job, unit);
}
