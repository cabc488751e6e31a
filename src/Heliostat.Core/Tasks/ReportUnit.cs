using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;
using Heliostat.Core.Scheduling;
using Heliostat.Core.Verification;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Core.Tasks;

/// <summary>A worker says that it finished a unit.</summary>
internal static class ReportUnit
{
    public static Refusal? Decide(Network network, Ruling ruling, Node node, JobResult said)
    {
        if (LiveRun.Find(network, node, said.Run, out var run) is { } lost)
        {
            return lost;
        }

        if (run.Task.StateOf(said.Unit) is not { } state)
        {
            return new Refusal("unit-unknown", "This task has no such unit.");
        }

        if (state != UnitState.Owed)
        {
            return new Refusal("already-reported", "This unit was reported before, or is none of this run's.");
        }

        if (said.ExecutionMs < 0 || said.ExecutionMs > JobLimits.TimeoutRunMsMax)
        {
            return new Refusal("duration-invalid", "No unit takes that long; check the node's clock.");
        }

        if (run.Job.IsRender && said.File is null)
        {
            return new Refusal("file-missing", "A frame is reported with the file that it delivers.");
        }

        if (run.Job.Plan.StepOf(said.Unit) == StepKind.Encode && said.Commitment != said.File!.Hash)
        {
            return new Refusal("commitment-invalid", "A video is committed to by the hash of its file.");
        }

        if (WhyNotContainer(run.Job, said) is { } unfit)
        {
            return unfit;
        }

        if (said.Result is { } result && result.GetRawText().Length > JobResult.ResultBytesMax)
        {
            return new Refusal("result-too-large", $"A result has at most {JobResult.ResultBytesMax} bytes of JSON.");
        }

        if (run.Task.State == TaskState.Leased)
        {
            StartRun.Start(ruling, run);
        }

        Report(network, ruling, run, said);
        return null;
    }

    private static Refusal? WhyNotContainer(Job job, JobResult said)
    {
        if (job.SlotKind != SlotKind.Container)
        {
            return null;
        }

        if (job.IsPersistent)
        {
            return new Refusal("result-strange", "A PERSISTENT run has no result; if it ended, report that it failed.");
        }

        return said.Checked is null && said.Commitment == (said.File?.Hash ?? FolderManifest.NothingHash)
            ? null
            : new Refusal("commitment-invalid", "A container's output is committed to by the hash of its list.");
    }

    private static void Report(Network network, Ruling ruling, LiveRun run, JobResult said)
    {
        var spec = run.Job.Spec;
        var worker = run.Task.Node!.Value;
        if (spec.Plugin is { JobType: PluginSettings.Echo } echo)
        {
            var isEqual = said.Commitment == echo.PayloadHash;
            ruling.Record(new UnitReported(
                run.Id, said.Unit, said.ExecutionMs, null, isEqual ? null : said.Commitment, null, null, null));
            Judge(network, ruling, run.Id, said.Unit, worker, isEqual);
            return;
        }

        var check = CheckOf(network, run.Job, said.Unit, worker);
        ruling.Record(new UnitReported(
            run.Id, said.Unit, said.ExecutionMs, check, said.Commitment, said.File, said.Checked, said.Result,
            RunTimes.ReportedBy(ruling.Now, run.Job, run.Task, said.ExecutionMs)));
        if (check is null)
        {
            UnitVerdict.Accept(network, ruling, run.Id, said.Unit, worker, "unverified");
        }
    }

    /// <summary>
    /// How a unit is checked. A video that no other node could make bit by bit is taken, and said to be unverified.
    /// </summary>
    private static CheckMethod? CheckOf(Network network, Job job, int unit, NodeId worker)
    {
        var step = job.Plan.StepOf(unit);
        return step == StepKind.Encode
            && !new Candidates(network.Nodes, job, step).IsCheckable(network.Nodes.Get(worker))
                ? null
                : job.CheckedBy(step);
    }

    private static void Judge(Network network, Ruling ruling, RunId run, int unit, NodeId worker, bool isEqual)
    {
        if (isEqual)
        {
            UnitVerdict.Accept(network, ruling, run, unit, worker, "equal");
        }
        else
        {
            UnitVerdict.Reject(network, ruling, run, unit, worker, "the result is not the payload");
        }
    }
}
