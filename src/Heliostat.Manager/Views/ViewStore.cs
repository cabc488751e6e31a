using Heliostat.Core;
using Heliostat.Core.Claims;
using Heliostat.Manager.Loop;
using Heliostat.Protocol.Values;
using Microsoft.Extensions.Logging;

namespace Heliostat.Manager.Views;

/// <summary>
/// The history for people, in SQL: a file that follows the journal on a thread of its own and can always be rebuilt
/// from it. Every method may be called on any thread.
/// </summary>
public sealed class ViewStore : IJournalReader, IAsyncDisposable
{
    /// <summary>Milliseconds that a read waits for the views to reach the journal's head at its arrival.</summary>
    public const int WaitMsMax = 2_000;

    private readonly ViewFollower _follower;
    private readonly ViewQueries _queries;

    private ViewStore(LoopOptions options, ILogger log)
    {
        _follower = new ViewFollower(options, log);
        _queries = new ViewQueries(options.ViewsPath);
    }

    /// <summary>The newest entry that the rows show.</summary>
    public long Sequence => _follower.Sequence;

    /// <summary>
    /// Opens the views and attaches them to a loop that has not started; they catch up by themselves.
    /// </summary>
    public static ViewStore Open(LoopOptions options, ManagerLoop loop, ILogger<ViewStore> log)
    {
        var store = new ViewStore(options, log);
        loop.Attach(store);
        return store;
    }

    /// <summary>
    /// Waits until the rows show an entry; false when they do not after <see cref="WaitMsMax"/> milliseconds, which the
    /// API answers with 503 <c>views-behind</c>.
    /// </summary>
    public async ValueTask<bool> WaitForAsync(long sequence, CancellationToken cancellation = default)
    {
        if (_follower.Sequence >= sequence)
        {
            return true;
        }

        try
        {
            await _follower.Reach(sequence).WaitAsync(TimeSpan.FromMilliseconds(WaitMsMax), cancellation);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Read(CommittedGroup group, Network network) => _follower.Read(group);

    /// <summary>A job, or null.</summary>
    public JobRow? FindJob(JobId id) => _queries.FindJob(id);

    /// <summary>A page of jobs.</summary>
    public ViewPage<JobRow> ListJobs(JobQuery query, PageOf page) => _queries.ListJobs(query, page);

    /// <summary>A run by the id that the API names it by, or null.</summary>
    public RunRow? FindRun(Guid uuid) => _queries.FindRun(uuid);

    /// <summary>A page of runs.</summary>
    public ViewPage<RunRow> ListRuns(RunQuery query, PageOf page) => _queries.ListRuns(query, page);

    /// <summary>A reported unit, or null.</summary>
    public UnitRow? FindUnit(JobId job, int unit) => _queries.FindUnit(job, unit);

    /// <summary>A page of a job's reported units.</summary>
    public ViewPage<UnitRow> ListUnits(UnitQuery query, PageOf page) => _queries.ListUnits(query, page);

    /// <summary>A claim, or null.</summary>
    public ClaimRow? FindClaim(JobId job, int number) => _queries.FindClaim(job, number);

    /// <summary>A page of a job's claims, of all or of those in one state, in the order of their numbers.</summary>
    public ViewPage<ClaimRow> ListClaims(JobId job, ClaimState? state, PageOf page) =>
        _queries.ListClaims(job, state, page);

    /// <summary>
    /// Delivered files of jobs that are not final, or are so only since then, after a place; the last place of a page
    /// begins the next, which is empty at the end.
    /// </summary>
    public IReadOnlyList<KeptFile> ListKeptFiles(long finalSinceMs, (long Job, int Unit) after) =>
        _queries.ListKeptFiles(finalSinceMs, after);

    /// <summary>All claims about such jobs.</summary>
    public IReadOnlyList<(AccountId Account, ClaimRow Claim)> ListKeptClaims(long finalSinceMs) =>
        _queries.ListKeptClaims(finalSinceMs);

    /// <summary>A node, or null.</summary>
    public NodeRow? FindNode(NodeId id) => _queries.FindNode(id);

    /// <summary>A page of nodes.</summary>
    public ViewPage<NodeRow> ListNodes(NodeQuery query, PageOf page) => _queries.ListNodes(query, page);

    /// <summary>The lines about a job and its runs, or about one run of it; the oldest first, at most 1,000.</summary>
    public IReadOnlyList<LogLine> Log(JobId job, RunId? run = null) => _queries.Log(job, run);

    /// <summary>Shows what it was given already, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _follower.DisposeAsync();
        _queries.Dispose();
    }
}
