using Heliostat.Core.Claims;
using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;
using Heliostat.Core.Tasks;
using Heliostat.Protocol.Verification;

namespace Heliostat.Core.Verification;

/// <summary>Every reported unit that has no verdict yet.</summary>
public sealed class CheckBook
{
    private readonly SortedDictionary<(JobId Job, int Unit), UnitCheck> _units = [];
    private readonly SortedSet<(Instant Since, JobId Job, int Unit)> _wanted = [];
    private readonly SortedSet<(Instant At, JobId Job, int Unit)> _deadlines = [];
    private readonly Dictionary<RunId, int> _openByRun = [];
    private readonly JobBook _jobs;
    private readonly NodeBook _nodes;

    internal CheckBook(JobBook jobs, NodeBook nodes) => (_jobs, _nodes) = (jobs, nodes);

    /// <summary>Units that have no verdict yet, by job and unit.</summary>
    public IReadOnlyCollection<UnitCheck> All => _units.Values;

    /// <summary>Units that wait for a verifier, those that wait longest first.</summary>
    public IReadOnlyCollection<(Instant Since, JobId Job, int Unit)> Wanted => _wanted;

    /// <summary>The next moment at which a check is given up, or null.</summary>
    public Instant? NextDeadline => _deadlines.Count == 0 ? null : _deadlines.Min.At;

    /// <summary>The unit, or null.</summary>
    public UnitCheck? Find(JobId job, int unit) => _units.GetValueOrDefault((job, unit));

    /// <summary>The unit when this is its newest check, or null.</summary>
    public UnitCheck? Find(CheckId check) =>
        Find(check.Run.Job, check.Unit) is { } unit && unit.Id == check ? unit : null;

    internal UnitCheck Get(JobId job, int unit) =>
        Find(job, unit) ?? throw new InvariantException($"Unit {unit} of job {job} is not being checked.");

    internal int OpenOf(RunId run) => _openByRun.GetValueOrDefault(run);

    internal List<UnitCheck> UnitsOf(JobId job)
    {
        var found = new List<UnitCheck>();
        foreach (var unit in _units.Values)
        {
            if (unit.Run.Job == job)
            {
                found.Add(unit);
            }
        }

        return found;
    }

    internal List<UnitCheck> LateAt(Instant now, int most)
    {
        var late = new List<UnitCheck>();
        foreach (var (at, job, unit) in _deadlines)
        {
            if (at > now || late.Count == most)
            {
                break;
            }

            late.Add(Get(job, unit));
        }

        return late;
    }

    internal void Apply(UnitReported happened, NodeId worker, Instant at)
    {
        if (happened.Check is { } method)
        {
            Add(new UnitCheck
            {
                Run = happened.Run,
                Unit = happened.Unit,
                Worker = worker,
                Method = method,
                Commitment = happened.Commitment!.Value,
                File = happened.File,
                Checked = happened.Checked,
                Since = at,
                Deadline = at.PlusMs(CheckTimes.FirstVerifierMsMax),
            });
        }
    }

    internal void Apply(CheckDrawn happened)
    {
        var unit = Get(happened.Check.Run.Job, happened.Check.Unit);
        Unindex(unit);
        unit.Move(CheckMove.Draw);
        unit.Ordinal = happened.Check.Ordinal;
        unit.Verifier = happened.Node;
        unit.Drawn.Add(happened.Node);
        unit.Draw = happened.Whole ? null : happened.Draw;
        unit.Tiles = unit.Draw is { } draw ? TilesOf(unit, draw) : null;
        unit.Deadline = happened.Deadline;
        Index(unit);
        _nodes.Begin(happened.Node, happened.Check);
    }

    internal void Apply(CheckReported happened)
    {
        var unit = Get(happened.Check.Run.Job, happened.Check.Unit);
        unit.Move(CheckMove.Report);
        (unit.Hashes, unit.Whole, unit.Picture) = (happened.Hashes, happened.Whole, happened.Picture);
        unit.Pick = happened.Pick;
    }

    internal void Apply(TilesDisputed happened)
    {
        var unit = Get(happened.Check.Run.Job, happened.Check.Unit);
        Unindex(unit);
        unit.Move(CheckMove.Differ);
        (unit.Disputed, unit.DisputedHashes) = (happened.Tiles, happened.Hashes);
        unit.Deadline = happened.Deadline;
        Index(unit);
    }

    internal void Apply(TilesHandedOver happened)
    {
        var unit = Get(happened.Check.Run.Job, happened.Check.Unit);
        unit.WorkerAnswered |= happened is { ByVerifier: false, Tiles: not null };
        unit.VerifierAnswered |= happened is { ByVerifier: true, Tiles: not null } && happened.Check == unit.Id;
    }

    internal void Apply(CheckAgreed happened) =>
        Get(happened.Check.Run.Job, happened.Check.Unit).Move(CheckMove.Agree);

    internal void Apply(FileCompared happened)
    {
        var unit = Get(happened.Check.Run.Job, happened.Check.Unit);
        (unit.Bound, unit.FileMillidecibels) = (happened.Bound, happened.Millidecibels);
    }

    internal void Apply(CheckLost happened, Instant at) =>
        WaitAgain(Get(happened.Check.Run.Job, happened.Check.Unit), CheckMove.Lose, at);

    internal void Apply(CheckDisagreed happened, Instant at)
    {
        var unit = Get(happened.Check.Run.Job, happened.Check.Unit);
        if (unit.First is not null)
        {
            return;
        }

        unit.First = new Dispute(
            happened.Check, unit.Verifier!.Value, happened.BadTiles, happened.BadHashes,
            happened.Unanswered, unit.Method == CheckMethod.Recompute ? unit.Whole : null);
        WaitAgain(unit, CheckMove.Escalate, at);
    }

    internal void Apply(UnitClaimed happened, AcceptedUnit result, Instant at) =>
        Add(new UnitCheck
        {
            Run = result.Run,
            Unit = happened.Unit,
            Worker = result.Worker,
            Method = CheckMethod.Tiles,
            Commitment = result.Commitment,
            File = result.File,
            Checked = result.Checked,
            Ordinal = result.Checks,
            Since = at,
            Deadline = happened.WaitsUntil,
            Claim = new Claim { Number = happened.Number, Result = result, WaitsUntil = happened.WaitsUntil },
        });

    internal void Apply(WitnessHeard happened, Instant at)
    {
        var unit = Get(happened.Check.Run.Job, happened.Check.Unit);
        var claim = unit.Claim!;
        claim.Witnesses.Add(
            new Witness(happened.Node, happened.Agrees, happened.Proves, happened.RefutesEarlier));
        if (claim.Witnesses.Count == 1)
        {
            claim.Move(ClaimMove.Hear);
        }
        else if (claim.Witnesses.Count == 2 && claim.Witnesses[0].Agrees != claim.Witnesses[1].Agrees)
        {
            claim.Move(ClaimMove.Divide);
        }

        unit.First ??= happened.Dispute;
        WaitAgain(unit, CheckMove.Escalate, at);
    }

    /// <summary>Ends a claim, and its check with it; how often the unit was checked by then.</summary>
    internal int Settle(JobId job, int number, ClaimMove move)
    {
        var unit = Get(job, number);
        unit.Claim!.Move(move);
        Settle(job, number);
        return unit.Ordinal;
    }

    internal void Settle(JobId job, int number)
    {
        if (Find(job, number) is { } unit)
        {
            Remove(unit);
            unit.Move(CheckMove.Settle);
        }
    }

    internal void ManagerOpened(Instant at)
    {
        var fresh = at.PlusMs(NodePresence.FreshAfterOutageMs);
        foreach (var unit in _units.Values)
        {
            if (unit.Deadline < fresh)
            {
                Unindex(unit);
                unit.Deadline = fresh;
                Index(unit);
            }
        }
    }

    internal void Write(NetworkState state) => state.Checks = [.. _units.Values];

    internal void Read(NetworkState state) => state.Checks.ForEach(Add);

    private IReadOnlyList<int> TilesOf(UnitCheck unit, ContentHash draw)
    {
        var grid = _jobs.Get(unit.Run.Job).Plan.GridOf(unit.Unit)!.Value;
        return SpotDraw.Tiles(grid, draw.ToArray());
    }

    private void WaitAgain(UnitCheck unit, CheckMove move, Instant at)
    {
        Unindex(unit);
        EndVerifier(unit);
        unit.Forget();
        unit.Move(move);
        unit.Since = move == CheckMove.Escalate ? at : unit.Since;
        unit.Deadline = unit.Claim?.WaitsUntil ?? unit.Since.PlusMs(
            unit.First is null ? CheckTimes.FirstVerifierMsMax : CheckTimes.SecondVerifierMsMax);
        Index(unit);
    }

    private void Add(UnitCheck unit)
    {
        _units.Add((unit.Run.Job, unit.Unit), unit);
        Index(unit);

        // A claim needs no key, so it keeps none hidden.
        if (unit.Claim is null)
        {
            _openByRun[unit.Run] = OpenOf(unit.Run) + 1;
        }
    }

    private void Remove(UnitCheck unit)
    {
        Unindex(unit);
        EndVerifier(unit);
        _units.Remove((unit.Run.Job, unit.Unit));
        if (unit.Claim is not null)
        {
            return;
        }

        var open = OpenOf(unit.Run) - 1;
        if (open == 0)
        {
            _openByRun.Remove(unit.Run);
        }
        else
        {
            _openByRun[unit.Run] = open;
        }
    }

    private void EndVerifier(UnitCheck unit)
    {
        if (unit.Verifier is { } verifier)
        {
            _nodes.End(verifier, unit.Id);
        }
    }

    private void Index(UnitCheck unit)
    {
        if (unit.State == CheckState.Wanted)
        {
            _wanted.Add((unit.Since, unit.Run.Job, unit.Unit));
        }

        if (unit.Deadline is { } at)
        {
            _deadlines.Add((at, unit.Run.Job, unit.Unit));
        }
    }

    private void Unindex(UnitCheck unit)
    {
        _wanted.Remove((unit.Since, unit.Run.Job, unit.Unit));
        if (unit.Deadline is { } at)
        {
            _deadlines.Remove((at, unit.Run.Job, unit.Unit));
        }
    }
}
