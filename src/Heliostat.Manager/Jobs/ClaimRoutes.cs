using Heliostat.Core.Claims;
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

/// <summary>Claims accepted frames, lists claims and approves jobs: <c>/v1/jobs/{uuid}/claims</c>.</summary>
internal sealed class ClaimRoutes(
    ManagerLoop loop, ClaimReasons reasons, IdempotencyBook idempotency, JobReads jobs)
{
    private const string Tag = "Claims";

    private static readonly string[] Sorts = ["number"];

    private static readonly ProblemAnswer JobFinal = new(
        StatusCodes.Status409Conflict,
        "job-final",
        "The job is final, by approval or 72 hours after its end: nothing of it can be claimed any more.");

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Post("/v1/jobs/{uuid:guid}/claims", ClaimAsync).For(AccessRule.ChangesJobs)
            .Describe(Tag, "Claim frames", "Two more verifiers render each of them whole. All are claimed, or none.")
            .Takes<ClaimRequest>().Gives<ListPage<ClaimResource>>(StatusCodes.Status201Created);
        routes.Get("/v1/jobs/{uuid:guid}/claims", ListAsync).For(AccessRule.ReadsJobs)
            .Describe(Tag, "List claims", "With what verifiers said, and signed URLs of everybody's pictures.")
            .TakesQuery("filter[status]", "limit", "page", "sort").Gives<ListPage<ClaimResource>>();
        routes.Put("/v1/jobs/{uuid:guid}/approve", ApproveAsync).For(AccessRule.ChangesJobs)
            .Describe(Tag, "Approve a job", "It is final at once. Approving it again changes nothing.")
            .Gives<JobResource>();
    }

    private async Task<IResult> ClaimAsync(HttpContext context, Guid uuid)
    {
        var caller = Caller.Of(context);
        if (!await jobs.Reads.CatchUpAsync(context.RequestAborted))
        {
            return Problems.ViewsBehind;
        }

        if (jobs.Reads.FindJob(uuid, caller) is not { } row || row.Account != caller.Account)
        {
            return Problems.JobUnknown;
        }

        if (!TryRead(context.Request, caller.Body, row, out var units, out var reason, out var wrong))
        {
            return wrong;
        }

        var (once, problem) = await idempotency.BeginAsync(context, caller);
        if (once is null)
        {
            return problem!;
        }

        using (once)
        {
            return FindEarlier(row, once) is { Count: > 0 } earlier
                ? Created(earlier, row)
                : await OpenAsync(context, row, (units, reason), once);
        }
    }

    private async Task<IResult> OpenAsync(
        HttpContext context, JobRow row, (IReadOnlyList<int> Units, string Reason) asked, OnceOnly once)
    {
        if (row.FinalAtMs is not null)
        {
            return JobFinal;
        }

        var caller = Caller.Of(context);
        var (units, reason) = asked;
        var name = await reasons.SealAsync(reason, once);
        var outcome = await loop.SubmitAsync(new ClaimUnits(row.Id, caller.Account, units, name), caller.Nonce);
        if (outcome.Refused is { } refused)
        {
            reasons.Forget(name);
            return Problems.From(refused);
        }

        if (!await jobs.Reads.Views.WaitForAsync(outcome.Sequence, context.RequestAborted))
        {
            return Problems.ViewsBehind;
        }

        return Created(
            [
                .. outcome.Decision.Events.OfType<UnitClaimed>()
                    .Select(claimed => jobs.Reads.Views.FindClaim(row.Id, claimed.Number)!),
            ],
            row);
    }

    /// <summary>The claims that an earlier request with the same idempotency key opened.</summary>
    private List<ClaimRow> FindEarlier(JobRow row, OnceOnly once)
    {
        if (!ContentHash.TryParse(once.KnownName, out var known))
        {
            return [];
        }

        var found = new List<ClaimRow>();
        for (var number = 1; ; number++)
        {
            var page = jobs.Reads.Views.ListClaims(row.Id, null, new PageOf(number, PageOf.LimitMax, false));
            found.AddRange(page.Rows.Where(claim => claim.Reason == known));
            if (page.Rows.Count < PageOf.LimitMax)
            {
                return found;
            }
        }
    }

    private IResult Created(IReadOnlyList<ClaimRow> claims, JobRow row) => Answer.Created(
        new ListPage<ClaimResource>(
            [.. claims.Select(claim => Of(claim, row))], 1, Math.Max(claims.Count, 1), claims.Count),
        ApiJson.Default.ListPageClaimResource);

    private async Task<IResult> ListAsync(HttpContext context, Guid uuid)
    {
        if (!PageQuery.TryRead(context.Request, out var page, out var wrong)
            || !ListFilters.TryReadState(context.Request, "filter[status]", out ClaimState? state, out wrong)
            || !ListFilters.TryReadSort(context.Request, "number", Sorts, out var sort, out wrong))
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

        var found = jobs.Reads.Views.ListClaims(row.Id, state, page.ToViews(sort.Descending));
        return Answer.Ok(
            new ListPage<ClaimResource>(
                [.. found.Rows.Select(claim => Of(claim, row))], page.Page, page.Limit, found.Total),
            ApiJson.Default.ListPageClaimResource);
    }

    private async Task<IResult> ApproveAsync(HttpContext context, Guid uuid)
    {
        var caller = Caller.Of(context);
        var outcome = await loop.SubmitAsync(new ApproveJob(new JobId(uuid), caller.Account), caller.Nonce);
        if (!await jobs.Reads.Views.WaitForAsync(outcome.Sequence, context.RequestAborted))
        {
            return Problems.ViewsBehind;
        }

        // A job that is final already left the books, and is found in the views still.
        var row = jobs.Reads.FindJob(uuid, caller);
        var isDone = outcome.Refused is null || (row?.FinalAtMs is not null && row.Account == caller.Account);
        return isDone ? Answer.Ok(jobs.Resources.Of(row!), ApiJson.Default.JobResource)
            : row is null ? Problems.JobUnknown
            : Problems.From(outcome.Refused!);
    }

    private ClaimResource Of(ClaimRow claim, JobRow job) =>
        jobs.Resources.Of(claim, JobFacts.Of(job.Id, job.Account, job.Spec), reasons.Find(claim.Reason));

    private static bool TryRead(
        HttpRequest request, byte[] body, JobRow job, out List<int> units, out string reason, out ProblemAnswer wrong)
    {
        (units, reason) = ([], "");
        if (!StrictJson.TryRead(request, body, ApiJson.Default.ClaimRequest, out var asked, out wrong))
        {
            return false;
        }

        reason = asked.Reason?.Trim() ?? "";
        if (reason.Length is 0 or > ClaimLimits.ReasonCharactersMax)
        {
            wrong = Problems.Unprocessable(
                "reason-invalid",
                $"Say in 1 to {ClaimLimits.ReasonCharactersMax} characters what is wrong.",
                "reason");
            return false;
        }

        if (!FrameList.TryParse(asked.Frames, out var frames, out var error)
            || frames!.Count > ClaimLimits.UnitsPerRequestMax)
        {
            wrong = Problems.Unprocessable(
                "frames-invalid",
                error ?? $"One claim names at most {ClaimLimits.UnitsPerRequestMax} frames.",
                "frames");
            return false;
        }

        return TryFind(frames, JobFacts.Of(job.Id, job.Account, job.Spec), units, out wrong);
    }

    private static bool TryFind(FrameList wanted, JobFacts job, List<int> units, out ProblemAnswer wrong)
    {
        wrong = null!;
        var frames = Enumerable.Range(0, wanted.Count).Select(wanted.FrameOf).ToHashSet();
        for (var unit = 0; unit < job.Plan.Count; unit++)
        {
            if (job.Plan.IsResult(unit) && job.Plan.PlaceOf(unit).Frame is { } frame && frames.Remove(frame))
            {
                units.Add(unit);
            }
        }

        if (frames.Count > 0)
        {
            wrong = Problems.Unprocessable(
                "frame-unknown", $"The job has no frame {frames.Order().First()}.", "frames");
        }

        return frames.Count == 0;
    }
}
