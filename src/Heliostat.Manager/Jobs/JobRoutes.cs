using Heliostat.Core.Jobs;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Loop;
using Heliostat.Manager.Operations;
using Heliostat.Manager.Views;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Heliostat.Manager.Jobs;

/// <summary>Submits, lists, shows and cancels jobs, and lists their units: <c>/v1/jobs</c>.</summary>
internal sealed class JobRoutes(
    ManagerLoop loop, JobSubmission submission, ManifestCheck manifests, IdempotencyBook idempotency, JobReads jobs)
{
    /// <summary>Characters that the reason of a cancellation may have.</summary>
    public const int ReasonCharactersMax = 500;

    private const string Tag = "Jobs";

    private static readonly string[] Sorts = ["created_at", "updated_at"];
    private static readonly string[] UnitSorts = ["unit"];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Post("/v1/jobs", CreateAsync).For(AccessRule.ChangesJobs)
            .Describe(Tag, "Submit a job", "Durable when answered. Fields left out take the defaults of their type.")
            .Takes<JobRequest>().Gives<JobResource>(StatusCodes.Status201Created);
        routes.Get("/v1/jobs", ListAsync).For(AccessRule.ReadsJobs)
            .Describe(Tag, "List jobs", "sort is created_at or updated_at, with a minus for the newest first.")
            .TakesQuery("filter[status]", "filter[task]", "limit", "page", "sort").Gives<ListPage<JobResource>>();
        routes.Get("/v1/jobs/{uuid:guid}", ShowAsync).For(AccessRule.ReadsJobs)
            .Describe(Tag, "Show a job", "With how many of its units were accepted.").Gives<JobResource>();
        routes.Put("/v1/jobs/{uuid:guid}/cancel", CancelAsync).For(AccessRule.ChangesJobs)
            .Describe(Tag, "Cancel a job", "What was accepted stays. Cancelling it again changes nothing. "
                + "A PERSISTENT job is CANCELLING until its node has stopped it.")
            .Takes<CancelRequest>().Gives<JobResource>();
        routes.Get("/v1/jobs/{uuid:guid}/units", ListUnitsAsync).For(AccessRule.ReadsJobs)
            .Describe(Tag, "List reported units", "Accepted frames come with a signed URL, good for 15 minutes.")
            .TakesQuery("filter[status]", "limit", "page", "sort").Gives<ListPage<UnitResource>>();
    }

    /// <summary>Submits the job that a body asks for, which may have been cooked of a recipe.</summary>
    public async Task<IResult> SubmitAsync(HttpContext context, byte[] body, RecipeId? recipe)
    {
        var caller = Caller.Of(context);
        if (!JobReading.TryRead(context.Request, body, out var asked, out var wrong))
        {
            return wrong;
        }

        asked = asked with { Spec = asked.Spec with { Recipe = recipe } };
        if (await manifests.CheckAsync(caller.Account, asked.Spec, context.RequestAborted) is { } unfit)
        {
            return unfit;
        }

        var (once, problem) = await idempotency.BeginAsync(context, caller);
        if (once is null)
        {
            return problem!;
        }

        using (once)
        {
            var (job, sequence, refused) = await submission.SubmitAsync(asked, caller, once);
            return job is { } id ? await CreatedAsync(id, sequence, context)
                : asked.Spec.Container is null ? refused!
                : AsUnreadable(refused!);
        }
    }

    private Task<IResult> CreateAsync(HttpContext context) =>
        SubmitAsync(context, Caller.Of(context).Body, null);

    // The API of docker jobs has one status for every field that is wrong.
    private static ProblemAnswer AsUnreadable(ProblemAnswer refused) =>
        refused.Status == StatusCodes.Status422UnprocessableEntity
            ? refused with { Status = StatusCodes.Status400BadRequest }
            : refused;

    private async Task<IResult> CreatedAsync(JobId job, long sequence, HttpContext context) =>
        await jobs.Reads.Views.WaitForAsync(sequence, context.RequestAborted)
        && jobs.Reads.Views.FindJob(job) is { } row
            ? Answer.Created((await ShownAsync([row], Caller.Of(context)))[0], ApiJson.Default.JobResource)
            : Problems.ViewsBehind;

    /// <summary>Jobs as they are shown, with what only the books know.</summary>
    private async Task<IReadOnlyList<JobResource>> ShownAsync(IReadOnlyList<JobRow> rows, Caller caller)
    {
        var waiting = rows.Where(row => row.Limits.MaxTimeoutAssignMs is not null && !JobResources.HasEnded(row.State))
            .Select(row => row.Id).ToList();
        var assignBy = waiting.Count == 0 ? [] : await loop.AskAsync(network => waiting
            .Select(id => (Id: id, By: network.Jobs.Find(id)?.AssignBy)).ToDictionary(one => one.Id, one => one.By));
        return [.. rows.Select(row => jobs.Show(row, caller) with
        {
            TimeoutAssignAtMs = assignBy.GetValueOrDefault(row.Id)?.UnixMs,
        })];
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

        var found = jobs.Reads.Views.ListJobs(query, page.ToViews(descending));
        return Answer.Ok(
            new ListPage<JobResource>(
                await ShownAsync(found.Rows, Caller.Of(context)), page.Page, page.Limit, found.Total),
            ApiJson.Default.ListPageJobResource);
    }

    private async Task<IResult> ShowAsync(HttpContext context, Guid uuid)
    {
        if (!await jobs.Reads.CatchUpAsync(context.RequestAborted))
        {
            return Problems.ViewsBehind;
        }

        return jobs.Reads.FindJob(uuid, Caller.Of(context)) is { } row
            ? Answer.Ok((await ShownAsync([row], Caller.Of(context)))[0], ApiJson.Default.JobResource)
            : Problems.JobUnknown;
    }

    private async Task<IResult> CancelAsync(HttpContext context, Guid uuid)
    {
        var caller = Caller.Of(context);
        if (!TryReadReason(context.Request, caller.Body, out var reason, out var wrong))
        {
            return wrong;
        }

        var outcome = await loop.SubmitAsync(new CancelJob(new JobId(uuid), caller.Account, reason), caller.Nonce);
        if (!await jobs.Reads.Views.WaitForAsync(outcome.Sequence, context.RequestAborted))
        {
            return Problems.ViewsBehind;
        }

        // A job that left the books is found in the views still.
        var row = jobs.Reads.FindJob(uuid, caller);
        return outcome.Refused is not { } refused || row?.State is JobState.Cancelled or JobState.Cancelling
            ? Answer.Ok(jobs.Show(row!, caller), ApiJson.Default.JobResource)
            : row is null || !JobResources.HasEnded(row.State) ? Problems.From(refused)
            : JobResources.Ended(row);
    }

    private async Task<IResult> ListUnitsAsync(HttpContext context, Guid uuid)
    {
        if (!PageQuery.TryRead(context.Request, out var page, out var wrong)
            || !ListFilters.TryReadState(context.Request, "filter[status]", out UnitVerdictState? state, out wrong)
            || !ListFilters.TryReadSort(context.Request, "unit", UnitSorts, out var sort, out wrong))
        {
            return wrong;
        }

        if (!await jobs.Reads.CatchUpAsync(context.RequestAborted))
        {
            return Problems.ViewsBehind;
        }

        if (jobs.Reads.FindJob(uuid, Caller.Of(context)) is not { } row)
        {
            return Problems.JobUnknown;
        }

        var job = JobFacts.Of(row.Id, row.Account, row.Spec);
        var found = jobs.Reads.Views.ListUnits(new UnitQuery(row.Id, state), page.ToViews(sort.Descending));
        return Answer.Ok(
            new ListPage<UnitResource>(
                [.. found.Rows.Select(unit => jobs.Resources.Of(unit, job))], page.Page, page.Limit, found.Total),
            ApiJson.Default.ListPageUnitResource);
    }

    private static bool TryReadReason(HttpRequest request, byte[] body, out string reason, out ProblemAnswer wrong)
    {
        (reason, wrong) = (CancelRequest.DefaultReason, null!);
        if (body.Length == 0)
        {
            return true;
        }

        if (!StrictJson.TryRead(request, body, ApiJson.Default.CancelRequest, out var asked, out wrong))
        {
            return false;
        }

        reason = string.IsNullOrWhiteSpace(asked.Reason) ? reason : asked.Reason;
        if (reason.Length > ReasonCharactersMax)
        {
            wrong = Problems.Unprocessable(
                "reason-invalid", $"A reason has at most {ReasonCharactersMax} characters.", "reason");
        }

        return reason.Length <= ReasonCharactersMax;
    }

    private static bool TryReadQuery(
        HttpRequest request, Caller caller, out JobQuery query, out bool descending, out ProblemAnswer wrong)
    {
        (query, descending) = (null!, true);
        if (!ListFilters.TryReadState(request, "filter[status]", out JobState? state, out wrong)
            || !ListFilters.TryReadState(request, "filter[task]", out JobKind? kind, out wrong)
            || !ListFilters.TryReadSort(request, "-created_at", Sorts, out var sort, out wrong))
        {
            return false;
        }

        descending = sort.Descending;
        query = new JobQuery(
            caller.OnlyOf, state, kind, sort.Field == Sorts[0] ? JobSort.CreatedAt : JobSort.UpdatedAt);
        return true;
    }
}
