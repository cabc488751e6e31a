using Heliostat.Core;
using Heliostat.Core.Jobs;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Loop;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Values;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Heliostat.Manager.Jobs;

/// <summary>Pauses, resumes and edits jobs that were submitted: <c>/v1/jobs/{uuid}</c>.</summary>
internal sealed class JobControlRoutes(ManagerLoop loop, JobReads jobs)
{
    private const string Tag = "Jobs";

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
        var body = Caller.Of(context).Body;
        if (!StrictJson.TryRead(context.Request, body, ApiJson.Default.JobEditRequest, out var asked, out var wrong))
        {
            return wrong;
        }

        if (asked == new JobEditRequest())
        {
            return Problems.Unprocessable(
                "changes-missing",
                "Name what is to change: priority, max_node_count, max_retry_count or max_timeout_run_ms.");
        }

        return await ChangeAsync(context, uuid, account => new EditJob(
            new JobId(uuid),
            account,
            asked.Priority,
            asked.MaxNodeCount,
            asked.MaxRetryCount,
            asked.MaxTimeoutRunMs));
    }

    private async Task<IResult> ChangeAsync(HttpContext context, Guid uuid, Func<AccountId, Command> command)
    {
        var caller = Caller.Of(context);
        var outcome = await loop.SubmitAsync(command(caller.Account), caller.Nonce);
        if (!await jobs.Reads.Views.WaitForAsync(outcome.Sequence, context.RequestAborted))
        {
            return Problems.ViewsBehind;
        }

        // A job that left the books is found in the views still.
        var row = jobs.Reads.FindJob(uuid, caller);
        return outcome.Refused is not { } refused ? Answer.Ok(jobs.Resources.Of(row!), ApiJson.Default.JobResource)
            : row is not null && JobResources.HasEnded(row.State) ? JobResources.Ended(row)
            : Problems.From(refused);
    }
}
