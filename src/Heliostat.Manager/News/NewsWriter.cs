using Heliostat.Core.Accounts;
using Heliostat.Core.Claims;
using Heliostat.Core.Jobs;
using Heliostat.Core.Tasks;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Jobs;
using Heliostat.Manager.Views;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;
using Heliostat.Protocol.Webhooks;

namespace Heliostat.Manager.News;

/// <summary>
/// Writes what accounts are told. Of one job all units that were accepted (or rejected) since the last time go into one
/// piece of news, so that ten thousand frames are not ten thousand posts.
/// </summary>
internal sealed class NewsWriter(JobRoster roster, ViewStore views)
{
    /// <summary>
    /// The news of accounts that somebody listens for, in order. The views must show the items' entries.
    /// </summary>
    public IReadOnlyList<(AccountId Account, NewsMessage News)> Write(
        IReadOnlyList<NewsItem> items, Func<AccountId, bool> isHeard)
    {
        var written = new List<(AccountId Account, NewsMessage News)>();
        var rows = new Dictionary<JobId, JobRow?>();
        foreach (var group in items.GroupBy(KeyOf))
        {
            if (group.Key.Job is null)
            {
                written.AddRange(group.Select(item => (QuotaOf(item).Account, WriteQuota(item)))
                    .Where(news => isHeard(news.Account)));
            }
            else if (RowOf(group.Key.Job.Value, rows, isHeard) is { } row)
            {
                written.AddRange(WriteJob(row, [.. group]).Select(news => (row.Account, news)));
            }
        }

        // The sort is stable: of one entry, what was found first stays before the others.
        return [.. written.OrderBy(news => news.News.Sequence)];
    }

    /// <summary>Whose news an item is; null when nothing is known of its job any more.</summary>
    public AccountId? AccountOf(NewsItem item) => item.Job is { } job
        ? roster.Find(job)?.Account ?? views.FindJob(job)?.Account
        : QuotaOf(item).Account;

    private static (JobId? Job, string Type, long Alone) KeyOf(NewsItem item) =>
        (item.Job, item.Type, item.Type is NewsTypes.UnitsAccepted or NewsTypes.UnitsRejected ? 0 : item.Sequence);

    private static QuotaNeared QuotaOf(NewsItem item) => (QuotaNeared)item.Happened;

    private static NewsMessage WriteQuota(NewsItem item)
    {
        var near = QuotaOf(item);
        var quota = new NewsQuota(Presets.WordOf(near.Kind), near.Used, near.Limit);
        return new NewsMessage(item.Type, item.AtMs, item.Sequence, new NewsContent { Quota = quota });
    }

    private static IEnumerable<NewsMessage> WriteJob(JobRow row, IReadOnlyList<NewsItem> items)
    {
        var plan = JobPlan.Of(row.Spec);
        if (items[0].Type is NewsTypes.UnitsAccepted or NewsTypes.UnitsRejected)
        {
            return items.Chunk(NewsUnit.UnitsMax).Select(chunk => new NewsMessage(
                chunk[^1].Type,
                chunk[^1].AtMs,
                chunk[^1].Sequence,
                new NewsContent { Job = JobOf(row, null), Units = [.. chunk.Select(item => UnitOf(item, plan))] }));
        }

        return items.Select(item => new NewsMessage(
            item.Type,
            item.AtMs,
            item.Sequence,
            new NewsContent { Job = JobOf(row, item), Claim = ClaimOf(item, plan) }));
    }

    // An end is told as it was, also where a claim has opened the job again since.
    private static NewsJob JobOf(JobRow row, NewsItem? item)
    {
        var (state, reason) = item?.Happened switch
        {
            JobCompleted => (JobState.Completed, ""),
            JobFailed e => (JobState.Failed, e.Reason),
            JobCancelled => (JobState.Cancelled, row.StateReason),
            _ => (row.State, row.StateReason),
        };
        return new NewsJob(
            row.Id.Value,
            JobResources.WordOf(state),
            reason.Length == 0 ? null : reason,
            row.UnitsTotal,
            row.UnitsAccepted);
    }

    private static NewsUnit UnitOf(NewsItem item, JobPlan plan)
    {
        var (unit, node, reason) = item.Happened switch
        {
            UnitAccepted e => (e.Unit, e.Node, e.Grounds),
            UnitRejected e => (e.Unit, e.Node, e.Reason),
            _ => throw new InvalidOperationException($"{item.Type} is no news of a unit."),
        };
        var place = plan.PlaceOf(unit);
        return new NewsUnit(unit, place.Frame, place.Region, plan.IsResult(unit), node.Value, reason);
    }

    private static NewsClaim? ClaimOf(NewsItem item, JobPlan plan)
    {
        var decided = item.Happened switch
        {
            ClaimUpheld e => (e.Number, e.Unit, State: ClaimState.Upheld, e.Reason),
            ClaimRefused e => (e.Number, e.Unit, State: ClaimState.Refused, e.Reason),
            ClaimLapsed e => (e.Number, e.Unit, State: ClaimState.Lapsed, e.Reason),
            _ => default,
        };
        return decided.Number == 0
            ? null
            : new NewsClaim(
                decided.Number,
                decided.Unit,
                plan.PlaceOf(decided.Unit).Frame,
                JobResources.WordOf(decided.State),
                decided.Reason);
    }

    private JobRow? RowOf(JobId job, Dictionary<JobId, JobRow?> rows, Func<AccountId, bool> isHeard)
    {
        if (!rows.TryGetValue(job, out var row))
        {
            // Most jobs are of accounts that nobody listens for: those are not read from the disk.
            row = roster.Find(job) is { } facts && !isHeard(facts.Account) ? null : views.FindJob(job);
            row = row is not null && isHeard(row.Account) ? row : null;
            rows.Add(job, row);
        }

        return row;
    }
}
