using System.Collections.Concurrent;
using Heliostat.Core.Claims;
using Heliostat.Manager.Journal;
using Heliostat.Protocol.Values;
using Microsoft.Data.Sqlite;

namespace Heliostat.Manager.Views;

/// <summary>
/// Asks the tables, on connections of its own, so that reads never wait for the writer. Good on any thread.
/// </summary>
internal sealed class ViewQueries(string path) : IDisposable
{
    private const int LogLinesMax = 1_000;
    private const int KeptFilesPerPage = 10_000;
    private const string Kept = "(jobs.final IS NULL OR jobs.final >= ?1)";
    private const string RunsWithJobs = "runs JOIN jobs ON jobs.number = runs.job";
    private const string ClaimsWithJobs = "claims JOIN jobs ON jobs.number = claims.job";

    private readonly ConcurrentBag<SqliteConnection> _idle = [];

    public JobRow? FindJob(JobId id) => One(
        $"SELECT {ViewColumns.Jobs} FROM jobs WHERE id = ?1",
        select => select.Bind(1, id.Value),
        ViewColumns.Job);

    public ViewPage<JobRow> ListJobs(JobQuery query, PageOf page)
    {
        var where = new ViewFilter()
            .Equal("account", query.Account?.Value)
            .Equal("state", (long?)query.State)
            .Equal("kind", (long?)query.Kind);
        var order = query.Sort == JobSort.CreatedAt ? "number" : "updated, number";
        return Page($"SELECT {ViewColumns.Jobs} FROM jobs", "jobs", where, (order, page), ViewColumns.Job);
    }

    public RunRow? FindRun(Guid uuid)
    {
        var found = Rows(
            $"SELECT {ViewColumns.Jobs}, {ViewColumns.Runs} FROM {RunsWithJobs} WHERE runs.uuid_head = ?1",
            select => select.Bind(1, ViewColumns.HeadOf(uuid)),
            RunWithJob);
        return found.Find(run => run.Id.ToUuid() == uuid);
    }

    public ViewPage<RunRow> ListRuns(RunQuery query, PageOf page)
    {
        var where = new ViewFilter()
            .Equal("jobs.account", query.Account?.Value)
            .Equal("jobs.id", query.Job?.Value)
            .Equal("runs.node", query.Node?.Value)
            .Equal("runs.state", (long?)query.State);
        var select = $"SELECT {ViewColumns.Jobs}, {ViewColumns.Runs} FROM {RunsWithJobs}";
        return Page(select, RunsWithJobs, where, ("runs.number", page), RunWithJob);
    }

    public UnitRow? FindUnit(JobId job, int unit) => One(
        $"SELECT {ViewColumns.Units} FROM units JOIN jobs ON jobs.number = units.job WHERE jobs.id = ?1 AND unit = ?2",
        select => select.Bind(1, job.Value).Bind(2, unit),
        row => ViewColumns.Unit(row, job));

    public ViewPage<UnitRow> ListUnits(UnitQuery query, PageOf page)
    {
        const string UnitsWithJobs = "units JOIN jobs ON jobs.number = units.job";
        var where = new ViewFilter()
            .Equal("jobs.id", query.Job.Value)
            .Equal("units.state", (long?)query.State);
        var select = $"SELECT {ViewColumns.Units} FROM {UnitsWithJobs}";
        return Page(select, UnitsWithJobs, where, ("units.unit", page), row => ViewColumns.Unit(row, query.Job));
    }

    public ClaimRow? FindClaim(JobId job, int number) => One(
        $"SELECT claims.body FROM {ClaimsWithJobs} WHERE jobs.id = ?1 AND claims.number = ?2",
        select => select.Bind(1, job.Value).Bind(2, number),
        ViewColumns.Claim);

    public ViewPage<ClaimRow> ListClaims(JobId job, ClaimState? state, PageOf page) => Page(
        $"SELECT claims.body FROM {ClaimsWithJobs}",
        ClaimsWithJobs,
        new ViewFilter().Equal("jobs.id", job.Value).Equal("json_extract(claims.body, '$.state')", state?.ToString()),
        ("claims.number", page),
        ViewColumns.Claim);

    public NodeRow? FindNode(NodeId id) => One(
        $"SELECT {ViewColumns.Nodes} FROM nodes WHERE id = ?1",
        select => select.Bind(1, id.Value),
        ViewColumns.Node);

    public ViewPage<NodeRow> ListNodes(NodeQuery query, PageOf page)
    {
        var where = new ViewFilter()
            .Equal("operator", query.Operator?.Value)
            .Equal("state", (long?)query.State);
        var order = query.Sort == NodeSort.RegisteredAt ? "number" : "name, number";
        return Page($"SELECT {ViewColumns.Nodes} FROM nodes", "nodes", where, (order, page), ViewColumns.Node);
    }

    public IReadOnlyList<LogLine> Log(JobId job, RunId? run)
    {
        var where = new ViewFilter()
            .Equal("jobs.id", job.Value)
            .Equal("log.task", run?.Task)
            .Equal("log.attempt", run?.Attempt);
        return Rows(
            "SELECT log.sequence, log.at, log.task, log.attempt, log.text FROM log JOIN jobs ON jobs.number = log.job"
                + $"{where.Text} ORDER BY log.number LIMIT {LogLinesMax}",
            where.Bind,
            row => new LogLine(
                row.Number(0),
                row.Number(1),
                job,
                row.IsNull(2) ? null : new RunId(job, row.Small(2), row.Small(3)),
                row.Text(4)));
    }

    public IReadOnlyList<KeptFile> ListKeptFiles(long finalSinceMs, (long Job, int Unit) after) => Rows(
        "SELECT jobs.account, units.file_hash, units.job, units.unit, "
            + "json_extract(jobs.spec, '$.container') IS NOT NULL FROM units JOIN jobs ON jobs.number = units.job "
            + $"WHERE units.file_hash IS NOT NULL AND {Kept} AND (units.job, units.unit) > (?2, ?3) "
            + $"ORDER BY units.job, units.unit LIMIT {KeptFilesPerPage}",
        select => select.Bind(1, finalSinceMs).Bind(2, after.Job).Bind(3, after.Unit),
        row => new KeptFile(
            new AccountId(row.Id(0)), new ContentHash(row.Bytes(1)), (row.Number(2), row.Small(3)), row.Small(4) != 0));

    public IReadOnlyList<(AccountId Account, ClaimRow Claim)> ListKeptClaims(long finalSinceMs) => Rows(
        $"SELECT claims.body, jobs.account FROM {ClaimsWithJobs} WHERE {Kept}",
        select => select.Bind(1, finalSinceMs),
        row => (new AccountId(row.Id(1)), ViewColumns.Claim(row)));

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_idle.TryTake(out var connection))
        {
            connection.Dispose();
        }
    }

    private static RunRow RunWithJob(PreparedStatement row) =>
        ViewColumns.Run(row, ViewColumns.Job(row), ViewColumns.JobsCount);

    private ViewPage<T> Page<T>(
        string select, string from, ViewFilter where, (string Order, PageOf Of) page, Func<PreparedStatement, T> read)
    {
        var of = page.Of;
        var order = of.Descending ? $"{page.Order.Replace(",", " DESC,", StringComparison.Ordinal)} DESC" : page.Order;
        ArgumentOutOfRangeException.ThrowIfLessThan(of.Number, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(of.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(of.Limit, PageOf.LimitMax);
        var offset = (of.Number - 1L) * of.Limit;
        var rows = Rows(
            $"{select}{where.Text} ORDER BY {order} LIMIT {of.Limit} OFFSET {offset}",
            where.Bind,
            read);
        var isWhole = rows.Count < of.Limit && (rows.Count > 0 || of.Number == 1);
        var total = isWhole
            ? offset + rows.Count
            : Rows($"SELECT count(*) FROM {from}{where.Text}", where.Bind, row => row.Number(0))[0];
        return new ViewPage<T>(rows, total);
    }

    private T? One<T>(string text, Action<PreparedStatement> bind, Func<PreparedStatement, T> read)
        where T : class => Rows(text, bind, read) is [var found, ..] ? found : null;

    private List<T> Rows<T>(string text, Action<PreparedStatement> bind, Func<PreparedStatement, T> read)
    {
        if (!_idle.TryTake(out var connection))
        {
            connection = SystemSqlite.OpenRead(path);
        }

        try
        {
            var rows = new List<T>();
            using (var select = new PreparedStatement(connection, text))
            {
                bind(select);
                while (select.Step())
                {
                    rows.Add(read(select));
                }
            }

            _idle.Add(connection);
            return rows;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
