using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;
using Heliostat.Protocol.Api;

namespace Heliostat.Core.Scheduling;

/// <summary>Answers "why is it not running?" from the facts that the scheduler itself uses.</summary>
public static class Explain
{
    /// <summary>Nodes, tasks or checks that one answer names; the rest is counted.</summary>
    public const int NamedMax = 20;

    /// <summary>Why a job is where it is; null when it is not in the books.</summary>
    public static Explanation? Job(Network network, JobId id)
    {
        if (network.Jobs.Find(id) is not { } job)
        {
            return null;
        }

        var facts = new List<string>
        {
            $"{job.UnitsAccepted} of {job.UnitsTotal} units are accepted; "
                + $"{job.UnitsRejected} were rejected and done again.",
            $"{job.RunsLive} runs are live, of {job.RunsTotal} so far.",
        };
        facts.AddRange(StepsOf(job));
        if (job.HasReadyWork && network.Accounts.Find(job.Account) is { } account)
        {
            facts.Add(
                $"Its account has {account.RunsLive} live runs and weight {account.Weight}; "
                + "who has the fewest for its weight is served first.");
        }

        facts.AddRange(ChecksOf(network, job));
        var blocked = job.HasReadyWork ? NodeReasons(network, job, NextTask(job), facts) : null;
        return new Explanation($"job {id}", job.State.ToString(), SummaryOf(network, job, blocked), facts);
    }

    /// <summary>Why a task is where it is; null when there is no such job.</summary>
    public static Explanation? Task(Network network, TaskId id)
    {
        if (network.Jobs.Find(id.Job) is not { } job)
        {
            return null;
        }

        var subject = $"task {id}";
        if (job.FindTask(id.Number) is not { } task)
        {
            return id.Number < job.NextTask
                ? new Explanation(subject, "Accepted", "Every unit of it was accepted, or its job has ended.", [])
                : new Explanation(
                    subject,
                    "Waiting",
                    "It is not cut from the job yet: "
                        + (WhyKept(network, job) ?? "tasks are cut when a node is free."),
                    []);
        }

        var facts = FaultsOf(network, job, task);
        facts.AddRange(ChecksOf(network, job, task));
        var summary = task.State switch
        {
            TaskState.Ready => WhyKept(network, job) ?? NodeReasons(network, job, task, facts)
                ?? "A node is free; it is placed at once.",
            TaskState.Leased => $"Node {NameOf(network, task.Node)} has it and has not started.",
            TaskState.Running => $"Node {NameOf(network, task.Node)} works at it, attempt {task.Attempt}.",
            TaskState.Reported => "Every unit is reported; other operators' nodes check them.",
            TaskState.Escalated => "A verifier disagrees with the worker; a second verifier decides.",
            _ => $"It is {task.State}.",
        };
        return new Explanation(subject, task.State.ToString(), summary, facts);
    }

    /// <summary>Why a node does what it does; null when there is no such node.</summary>
    public static Explanation? Node(Network network, NodeId id)
    {
        if (network.Nodes.Find(id) is not { } node)
        {
            return null;
        }

        var facts = new List<string>
        {
            $"It is {node.State}: {node.StateReason}.",
            node.Session is null ? "It is not connected." : "It is connected.",
            $"It works at {node.Runs.Count} runs and {node.Checks.Count} checks.",
            $"{node.UnitsAccepted} units of its were accepted, {node.UnitsRejected} rejected; "
                + $"{node.Faults} failures were its own.",
        };
        if (node.Facts is { } said)
        {
            facts.Add(
                $"It offers {string.Join(", ", said.Capabilities)} as {said.Duties}, device class {said.DeviceClass}.");
            facts.Add(NodeGpus.Describe(said));
            facts.AddRange(NodeRoom.Describe(node));
        }

        facts.AddRange(JobReasons(network, node));
        return new Explanation($"node {id} ({node.Name})", node.State.ToString(), SummaryOf(node), facts);
    }

    /// <summary>Where the later steps of a job stand, and what they wait for.</summary>
    private static List<string> StepsOf(Job job)
    {
        var facts = new List<string>();
        for (var i = 1; job.IsOpen && i < job.Plan.Steps.Count; i++)
        {
            var step = job.Plan.Steps[i];
            var ready = job.Gathered.GetViewBetween(step.First, step.End - 1).Count;
            var what = step.Kind == StepKind.Stitch
                ? "a frame once all its regions are"
                : "the video once all frames are";
            facts.Add($"Step {i + 1}, {step.Kind}, makes {what} accepted; {ready} of {step.Count} are ready.");
        }

        return facts;
    }

    private static JobTask? NextTask(Job job)
    {
        foreach (var number in job.Returned)
        {
            return job.GetTask(number);
        }

        return null;
    }

    private static string SummaryOf(Network network, Job job, string? blocked)
    {
        if (!job.IsOpen)
        {
            return job.ClaimsOpen == 0
                ? $"It is {job.State}: {job.StateReason}."
                : $"It is {job.State}: {job.StateReason}; {job.ClaimsOpen} claims about it are open.";
        }

        if (job.IsPaused)
        {
            return $"It is {JobWords.Paused}; 'heliostat job resume' lets it go on. "
                + $"{job.RunsLive} runs that nodes have go on.";
        }

        if (job.WaitsFor.Count > 0)
        {
            return WhyWaiting(network, job);
        }

        if (blocked is not null)
        {
            return blocked;
        }

        if (job.HasReadyWork)
        {
            return "A node is free for its next task, which is placed at once.";
        }

        return job.RunsLive > 0
            ? "All its tasks are with nodes."
            : $"All its units are reported; {network.Checks.UnitsOf(job.Id).Count} are being checked.";
    }

    private static string WhyWaiting(Network network, Job job)
    {
        var awaited = new List<string>();
        foreach (var id in job.WaitsFor)
        {
            awaited.Add($"{id} ({network.Jobs.Get(id).State})");
        }

        return $"It waits until these jobs, which it depends on, complete: {string.Join(", ", awaited)}.";
    }

    /// <summary>Why no task of a job is placed, whatever nodes there are; null where that is not so.</summary>
    private static string? WhyKept(Network network, Job job) => job.IsPaused ? $"Its job is {JobWords.Paused}."
        : job.WaitsFor.Count > 0 ? WhyWaiting(network, job)
        : null;

    private static string SummaryOf(Node node)
    {
        if (!node.IsOpen)
        {
            return node.State == NodeState.Healthy ? "It takes nothing new: it is not connected."
                : $"It takes nothing new: it is {node.State}.";
        }

        return node.HasFreeSlot
            ? "It has room; nothing that waits fits it, or nothing waits."
            : node.OnProbation ? "It is on probation and busy: one run at a time until one succeeds."
            : "All its slots are taken.";
    }

    /// <summary>Adds why each node cannot take the next task; the summary is null where one can.</summary>
    private static string? NodeReasons(Network network, Job job, JobTask? task, List<string> facts)
    {
        var candidates = new Candidates(network.Nodes, job, job.StepOf(task));
        var free = 0;
        var named = 0;
        foreach (var node in network.Nodes.All)
        {
            if (Feasibility.WhyNotNow(candidates, job, task, node) is not { } reason)
            {
                free++;
            }
            else if (named++ < NamedMax)
            {
                facts.Add($"Node {node.Name}: {reason}.");
            }
        }

        if (named > NamedMax)
        {
            facts.Add($"And {named - NamedMax} more nodes.");
        }

        return free > 0 ? null
            : network.Nodes.All.Count == 0 ? "No node is registered."
            : "No node can take its next task now; the facts say why, node by node.";
    }

    private static List<string> FaultsOf(Network network, Job job, JobTask task)
    {
        var facts = new List<string>();
        if (task.JobFaults > 0)
        {
            facts.Add($"The job itself failed it {task.JobFaults} times.");
        }

        foreach (var (unit, faults) in task.UnitFaults ?? [])
        {
            facts.Add(
                $"The job itself failed it {faults} times at its {job.Plan.NameOf(unit)}; "
                    + $"max_retry_count is {job.Limits.MaxRetryCount}.");
        }

        if (task.NodeFaults > 0)
        {
            facts.Add($"{task.NodeFaults} runs of it were lost, failed by a node, or rejected.");
        }

        foreach (var fault in task.Unknown)
        {
            var at = fault.Unit is { } unit ? $" at its {job.Plan.NameOf(unit)}" : "";
            facts.Add(
                $"On node {NameOf(network, fault.Node)} it failed ({fault.Reason}){at}; whose fault that was is open.");
        }

        return facts;
    }

    private static List<string> ChecksOf(Network network, Job job, JobTask? task = null)
    {
        var facts = new List<string>();
        foreach (var unit in network.Checks.UnitsOf(job.Id))
        {
            if (task is null || task.Number == unit.Run.Task)
            {
                facts.Add(ReasonOf(network, unit));
            }

            if (facts.Count == NamedMax)
            {
                break;
            }
        }

        return facts;
    }

    private static string ReasonOf(Network network, UnitCheck unit)
    {
        var subject = unit.Claim is { } claim ? $"Claim {claim.Number}, unit {unit.Unit}" : $"Unit {unit.Unit}";
        if (unit.State != CheckState.Wanted)
        {
            return $"{subject}: node {NameOf(network, unit.Verifier)} checks it ({unit.State}).";
        }

        var reasons = new List<string>();
        foreach (var node in network.Nodes.All)
        {
            if (DrawVerifiers.WhyNot(network, unit, node) is { } reason && reasons.Count < NamedMax)
            {
                reasons.Add($"{node.Name}: {reason}");
            }
        }

        return $"{subject} waits for {WantedBy(unit)}: {string.Join("; ", reasons)}.";
    }

    private static string WantedBy(UnitCheck unit) => unit.Claim?.State switch
    {
        null => unit.First is null ? "a verifier" : "a second verifier",
        Claims.ClaimState.Opened => "two verifiers of further operators",
        Claims.ClaimState.Heard => "a second verifier of a further operator",
        _ => "a third verifier of a further operator, because the two that spoke do not agree",
    };

    private static List<string> JobReasons(Network network, Node node)
    {
        var facts = new List<string>();
        foreach (var job in network.Jobs.Ready)
        {
            var task = NextTask(job);
            var candidates = new Candidates(network.Nodes, job, job.StepOf(task));
            if (Feasibility.WhyNotNow(candidates, job, task, node) is { } reason)
            {
                facts.Add($"Job {job.Id} waits, but not for this node: {reason}.");
            }

            if (facts.Count == NamedMax)
            {
                break;
            }
        }

        return facts;
    }

    private static string NameOf(Network network, NodeId? id) =>
        id is { } known && network.Nodes.Find(known) is { } node ? node.Name : "unknown";
}
