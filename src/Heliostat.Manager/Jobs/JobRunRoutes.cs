using Heliostat.Manager.Accounts;
using Heliostat.Manager.Logs;
using Heliostat.Manager.Operations;
using Heliostat.Manager.Views;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Values;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Heliostat.Manager.Jobs;

/// <summary>Lists and shows runs: <c>/v1/job-runs</c>.</summary>
internal sealed class JobRunRoutes(JobReads jobs, RunLogs logs)
{
    private const string Tag = "Job runs";

    private static readonly string[] Sorts = ["created_at"];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Get("/v1/job-runs", ListAsync).For(AccessRule.ReadsJobs)
            .Describe(Tag, "List runs", "Those leased last first, without their logs.")
            .TakesQuery("filter[job_uuid]", "filter[node_uuid]", "filter[status]", "limit", "page", "sort")
            .Gives<ListPage<JobRunResource>>();
        routes.Get("/v1/job-runs/{uuid:guid}", ShowAsync).For(AccessRule.ReadsJobs)
            .Describe(Tag, "Show a run", "With the end of its log: what it printed, then what the manager says of it.")
            .Gives<JobRunResource>();
    }

    private async Task<IResult> ListAsync(HttpContext context)
    {
        if (!PageQuery.TryRead(context.Request, out var page, out var wrong)
            || !TryReadQuery(context.Request, Caller.Of(context), out var query, out var descending, out wrong))
        {
            return wrong;
        }

        if (!await jobs.Reads.CatchUpAsync(context.RequestAborted))
        {
            return Problems.ViewsBehind;
        }

        var found = jobs.Reads.Views.ListRuns(query, page.ToViews(descending));
        return Answer.Ok(
            new ListPage<JobRunResource>(
                [.. found.Rows.Select(run => jobs.Show(run, Caller.Of(context)))], page.Page, page.Limit, found.Total),
            ApiJson.Default.ListPageJobRunResource);
    }

    private async Task<IResult> ShowAsync(HttpContext context, Guid uuid)
    {
        if (!await jobs.Reads.CatchUpAsync(context.RequestAborted))
        {
            return Problems.ViewsBehind;
        }

        if (jobs.Reads.Views.FindRun(uuid) is not { } run
            || jobs.Reads.FindJob(run.Id.Job.Value, Caller.Of(context)) is null)
        {
            return Problems.RunUnknown;
        }

        await logs.FlushAsync(context.RequestAborted);
        var words = jobs.Reads.Views.Log(run.Id.Job, run.Id);
        var shown = jobs.Show(run, Caller.Of(context), words);
        return Answer.Ok(
            shown with { Logs = await LogTail.ReadAsync(logs.Files, run.Id, context.RequestAborted) + shown.Logs },
            ApiJson.Default.JobRunResource);
    }

    private static bool TryReadQuery(
        HttpRequest request, Caller caller, out RunQuery query, out bool descending, out ProblemAnswer wrong)
    {
        (query, descending) = (null!, true);
        if (!ListFilters.TryReadUuid(request, "filter[job_uuid]", "job", out var job, out wrong)
            || !ListFilters.TryReadUuid(request, "filter[node_uuid]", "node", out var node, out wrong)
            || !ListFilters.TryReadState(request, "filter[status]", out RunState? state, out wrong)
            || !ListFilters.TryReadSort(request, "-created_at", Sorts, out var sort, out wrong))
        {
            return false;
        }

        descending = sort.Descending;
        query = new RunQuery(
            caller.OnlyOf, job is { } one ? new JobId(one) : null, node is { } id ? new NodeId(id) : null, state);
        return true;
    }
}
