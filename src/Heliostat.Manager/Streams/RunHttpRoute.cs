using Heliostat.Manager.Accounts;
using Heliostat.Manager.Jobs;
using Heliostat.Manager.Operations;
using Heliostat.Manager.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Heliostat.Manager.Streams;

/// <summary>
/// The HTTP of containers under the manager's own address: <c>/v1/job-runs/{uuid}/http/{port}/…</c>, with the job's
/// access token in HTTP Basic, or signed with a key of its account. Neither reaches the container.
/// </summary>
internal sealed class RunHttpRoute(
    StreamParts parts, JobReads jobs, JobRoster roster, FailureLimit failures)
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    private static readonly ProblemAnswer TokenMissing = new(
        StatusCodes.Status401Unauthorized,
        "access-token-invalid",
        $"Give the user {AccessTokens.User} and one of the job's container_access_tokens in HTTP Basic, or sign the "
        + "request.");

    public void Map(IEndpointRouteBuilder routes) => routes
        .MapMethods("/v1/job-runs/{uuid:guid}/http/{port:int}/{**path}", Methods, (Delegate)ForwardAsync)
        .For(AccessRule.ChangesJobs with { PassesUnsigned = true }).ExcludeFromDescription();

    private async Task<IResult> ForwardAsync(HttpContext context, Guid uuid, int port)
    {
        var address = context.Connection.RemoteIpAddress;
        if (failures.IsOver(address))
        {
            return Problems.TooManyFailures;
        }

        var caller = context.Features.Get<Caller>();
        var run = await FindRunAsync(uuid, context.RequestAborted);
        if (!IsAdmitted(run, caller, context.Request))
        {
            return caller is null ? Challenge(context, uuid) : Problems.RunUnknown;
        }

        if (roster.Find(run!.Id.Job) is not { } job)
        {
            return StreamProblems.From(StreamProblems.RunNotLive);
        }

        if (parts.Ports.Of(job) is not { } ports || !ports.Has(port))
        {
            return StreamProblems.From(StreamProblems.PortUnknown);
        }

        if (!ports.Admits(address))
        {
            return StreamProblems.From(StreamProblems.AddressForbidden);
        }

        LiftLimits(context);
        return await parts.Forwarder.ForwardAsync(
            context, new TunnelAim(run.Id, job.Account, port), caller?.Body);
    }

    private bool IsAdmitted(RunRow? run, Caller? caller, HttpRequest request) =>
        run is not null && (caller is { } signed
            ? signed.Account == run.Job.Account
            : parts.Tokens.Admits(run.Id.Job, request.Headers.Authorization is [{ } only] ? only : null));

    // A run that is not there gets the same answer, so that nobody learns of others' runs.
    private ProblemAnswer Challenge(HttpContext context, Guid run)
    {
        if (context.Request.Headers.Authorization.Count > 0)
        {
            failures.Add(context.Connection.RemoteIpAddress);
        }

        context.Response.Headers.WWWAuthenticate = $"Basic realm=\"heliostat run {run}\", charset=\"UTF-8\"";
        return TokenMissing;
    }

    private async Task<RunRow?> FindRunAsync(Guid uuid, CancellationToken cancellation) =>
        jobs.Reads.Views.FindRun(uuid)
        ?? (await jobs.Reads.CatchUpAsync(cancellation) ? jobs.Reads.Views.FindRun(uuid) : null);

    // The API's limits are for its own requests; a stream has its own.
    private static void LiftLimits(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } reading)
        {
            reading.MinDataRate = null;
        }

        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } writing)
        {
            writing.MinDataRate = null;
        }
    }
}
