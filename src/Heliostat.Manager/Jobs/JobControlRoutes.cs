using Heliostat.Core;
using Heliostat.Core.Jobs;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Loop;
using Heliostat.Manager.Operations;
using Heliostat.Manager.Vault;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Values;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Heliostat.Manager.Jobs;

/// <summary>Pauses, resumes and edits jobs that were submitted: <c>/v1/jobs/{uuid}</c>.</summary>
internal sealed class JobControlRoutes(
    ManagerLoop loop, SealQueue seals, IdempotencyBook idempotency, JobReads jobs)
{
    private const string Tag = "Jobs";

    // The name under which a repeated edit finds that it was done.
    private const string Edited = "edited";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Put("/v1/jobs/{uuid:guid}/pause", PauseAsync).For(AccessRule.ChangesJobs)
            .Describe(Tag, "Pause a job", "Nothing more of it is placed; what nodes have goes on.")
            .Gives<JobResource>();
        routes.Put("/v1/jobs/{uuid:guid}/resume", ResumeAsync).For(AccessRule.ChangesJobs)
            .Describe(Tag, "Resume a job", "It goes on where it was paused.").Gives<JobResource>();
        routes.Patch("/v1/jobs/{uuid:guid}", EditAsync).For(AccessRule.ChangesJobs)
            .Describe(Tag, "Edit a job", "Fields left out stay. Runs that nodes have keep their limits.")
            .Takes<JobEditRequest>().Gives<JobResource>();
    }

    private Task<IResult> PauseAsync(HttpContext context, Guid uuid) =>
        ChangeAsync(context, uuid, account => new PauseJob(new JobId(uuid), account));

    private Task<IResult> ResumeAsync(HttpContext context, Guid uuid) =>
        ChangeAsync(context, uuid, account => new ResumeJob(new JobId(uuid), account));

    private async Task<IResult> EditAsync(HttpContext context, Guid uuid)
    {
        var caller = Caller.Of(context);
        var type = ApiJson.Default.JobEditRequest;
        if (!StrictJson.TryRead(context.Request, caller.Body, type, out var asked, out var wrong))
        {
            return wrong;
        }

        if (asked == new JobEditRequest())
        {
            return Problems.Unprocessable(
                "changes-missing",
                "Name what is to change: priority, max_node_count, max_retry_count or max_timeout_run_ms.");
        }

        var (once, problem) = await idempotency.BeginAsync(context, caller);
        if (once is null)
        {
            return problem!;
        }

        using (once)
        {
            return once.KnownName is null
                ? await ChangeAsync(context, uuid, account => Command(uuid, account, asked), once)
                : await ShowAsync(context, uuid);
        }
    }

    private static EditJob Command(Guid uuid, AccountId account, JobEditRequest asked) => new(
        new JobId(uuid), account, asked.Priority, asked.MaxNodeCount, asked.MaxRetryCount, asked.MaxTimeoutRunMs);

    private async Task<IResult> ShowAsync(HttpContext context, Guid uuid) =>
        !await jobs.Reads.CatchUpAsync(context.RequestAborted) ? Problems.ViewsBehind
        : jobs.Reads.FindJob(uuid, Caller.Of(context)) is { } row
            ? Answer.Ok(jobs.Show(row, Caller.Of(context)), ApiJson.Default.JobResource)
        : Problems.JobUnknown;

    private async Task<IResult> ChangeAsync(
        HttpContext context, Guid uuid, Func<AccountId, Command> command, OnceOnly? once = null)
    {
        var caller = Caller.Of(context);
        var outcome = await loop.SubmitAsync(command(caller.Account), caller.Nonce);
        if (outcome.Refused is null && once?.ToSeal(Edited) is { Count: > 0 } done)
        {
            // After the deed: whoever repeats it before that asks for the same values again, which does no harm.
            await seals.SealAsync(done);
        }

        if (!await jobs.Reads.Views.WaitForAsync(outcome.Sequence, context.RequestAborted))
        {
            return Problems.ViewsBehind;
        }

        // A job that left the books is found in the views still.
        var row = jobs.Reads.FindJob(uuid, caller);
        return outcome.Refused is not { } refused ? Answer.Ok(jobs.Show(row!, caller), ApiJson.Default.JobResource)
            : row is not null && JobResources.HasEnded(row.State) ? JobResources.Ended(row)
            : Problems.From(refused);
    }
}
