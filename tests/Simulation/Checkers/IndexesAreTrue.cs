using Heliostat.Core;
using Heliostat.Core.Accounts;
using Heliostat.Core.Jobs;
using Heliostat.Core.Journal;
using Heliostat.Core.Nodes;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;
using Heliostat.Protocol.Values;

namespace Heliostat.Simulation.Checkers;

/// <summary>Counts again what the books keep counted and sorted.</summary>
internal sealed class IndexesAreTrue : Checker
{
    public override string Promise => "What the books derive from their state is what the state says.";

    public override void Look(JournalEntry entry, Network books)
    {
        var live = new List<(RunId Run, NodeId Node, Instant Deadline, Job Job)>();
        foreach (var job in books.Jobs.All)
        {
            LookAtJob(books, job);
            live.AddRange(job.Tasks.Values.Where(task => task.IsLive)
                .Select(task => (task.RunOf(job.Id), task.Node!.Value, task.Deadline, job)));
        }

        Same("the next run that is late", books.Tasks.NextDeadline, MinOrNull(live.Select(run => run.Deadline)));
        Same(
            "the next job that waited too long",
            books.Jobs.NextAssignBy,
            MinOrNull(books.Jobs.All.Select(job => job.AssignBy)));
        foreach (var node in books.Nodes.All)
        {
            var mine = live.Where(run => run.Node == node.Id).ToList();
            SameList($"runs of node {node.Id}", node.Runs.Order(), mine.Select(run => run.Run).Order());
            Same($"render runs of node {node.Id}", node.RenderRuns, mine.Count(run => run.Job.IsRender));
            Same(
                $"containers of node {node.Id}",
                (node.ContainerRuns, node.PersistentRuns),
                (mine.Count(run => run.Job.SlotKind == SlotKind.Container), mine.Count(run => run.Job.IsPersistent)));
            SameList(
                $"checks of node {node.Id}",
                node.Checks.Select(check => check.ToString()).Order(StringComparer.Ordinal),
                books.Checks.All.Where(unit => unit.Verifier == node.Id).Select(unit => unit.Id.ToString())
                    .Order(StringComparer.Ordinal));
        }

        LookAtChecks(books);
        foreach (var account in books.Accounts.Accounts)
        {
            LookAtAccount(books, account);
        }
    }

    private void LookAtJob(Network books, Job job)
    {
        var tasks = job.Tasks.Values;
        SameList(
            $"returned tasks of job {job.Id}",
            job.Returned,
            tasks.Where(task => task.State == TaskState.Ready).Select(task => task.Number));
        Same($"live runs of job {job.Id}", job.RunsLive, tasks.Count(task => task.IsLive));
        Same($"whether job {job.Id} has a time to find a node", job.AssignBy is not null, job.AwaitsNode);
        Same($"readiness of job {job.Id}", books.Jobs.Ready.Contains(job), job.HasReadyWork);
        var byNode = tasks.Where(task => task.IsLive).CountBy(task => task.Node!.Value).OrderBy(count => count.Key);
        SameList($"runs by node of job {job.Id}", job.RunsByNode.OrderBy(count => count.Key), byNode);
        if (job.IsOpen)
        {
            var unaccepted = tasks.Sum(task => task.Units.Count(state => state != UnitState.Accepted));
            var cut = job.NextUnit + LookAtSteps(job);
            Same($"accepted units of job {job.Id}", job.UnitsAccepted, cut - unaccepted);
        }
    }

    /// <summary>Looks at what later steps are made of, and counts their units that were leased.</summary>
    private int LookAtSteps(Job job)
    {
        var later = Enumerable.Range(job.Plan.FirstStep.End, job.UnitsTotal - job.Plan.FirstStep.End).ToList();
        var there = later.ToDictionary(unit => unit, unit => Enumerable
            .Range(job.Plan.FirstInputOf(unit), job.Plan.InputsCountOf(unit)).Count(job.Accepted.ContainsKey));
        SameList(
            $"units of job {job.Id} that wait for others",
            job.Gathering,
            there.Where(unit => unit.Value > 0 && unit.Value < job.Plan.InputsCountOf(unit.Key))
                .OrderBy(unit => unit.Key));
        var complete = later.Where(unit => there[unit] == job.Plan.InputsCountOf(unit)).ToList();
        SameList(
            $"units of job {job.Id} of which all is there, and which no task has",
            job.Gathered.Except(complete),
            []);
        return complete.Count - job.Gathered.Count;
    }

    private void LookAtChecks(Network books)
    {
        var units = books.Checks.All;
        Same("the next check that is late", books.Checks.NextDeadline, MinOrNull(units.Select(unit => unit.Deadline)));
        SameList(
            "units that wait for a verifier",
            books.Checks.Wanted,
            units.Where(unit => unit.State == CheckState.Wanted).Select(unit => (unit.Since, unit.Run.Job, unit.Unit))
                .Order());
        SameList(
            "units that are checked",
            units.Select(unit => (unit.Run, unit.Unit)).Order(),
            units.Where(unit => unit.Claim is not null).Select(unit => (unit.Run, unit.Unit))
                .Concat(books.Jobs.All.SelectMany(
                    job => job.Tasks.Values.SelectMany(task => Checked(units, job, task)))).Order());
        foreach (var job in books.Jobs.All)
        {
            Same(
                $"open claims about job {job.Id}",
                job.ClaimsOpen,
                units.Count(unit => unit.Claim is not null && unit.Run.Job == job.Id));
        }
    }

    private static IEnumerable<(RunId Run, int Unit)> Checked(
        IReadOnlyCollection<UnitCheck> units, Job job, JobTask task) =>
        from unit in units
        where unit.Claim is null && unit.Run.Job == job.Id && unit.Run.Task == task.Number
        where task.StateOf(unit.Unit) is UnitState.Reported or UnitState.Escalated
        select (unit.Run, unit.Unit);

    private void LookAtAccount(Network books, Account account)
    {
        var jobs = books.Jobs.All.Where(job => job.Account == account.Id).ToList();
        Same($"open jobs of account {account.Id}", account.JobsOpen, jobs.Count(job => job.EndedAt is null));
        Same($"open claims of account {account.Id}", account.ClaimsOpen, jobs.Sum(job => job.ClaimsOpen));
        Same(
            $"open units of account {account.Id}",
            account.UnitsOpen,
            jobs.Where(job => job.EndedAt is null).Sum(job => (long)job.UnitsTotal - job.UnitsAccepted));
        Same($"live runs of account {account.Id}", account.RunsLive, jobs.Sum(job => job.RunsLive));
    }

    private static Instant? MinOrNull(IEnumerable<Instant> moments) =>
        MinOrNull(moments.Select(moment => (Instant?)moment));

    private static Instant? MinOrNull(IEnumerable<Instant?> moments) =>
        moments.Where(moment => moment is not null).Order().FirstOrDefault();

    private void Same<T>(string what, T kept, T counted)
    {
        if (!EqualityComparer<T>.Default.Equals(kept, counted))
        {
            throw Broken($"{what}: the books say {kept}, and it is {counted}");
        }
    }

    private void SameList<T>(string what, IEnumerable<T> kept, IEnumerable<T> counted)
    {
        if (!kept.SequenceEqual(counted))
        {
            throw Broken($"{what}: the books say {string.Join(' ', kept)}, and it is {string.Join(' ', counted)}");
        }
    }
}
