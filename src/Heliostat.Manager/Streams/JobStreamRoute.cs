using Heliostat.Core;
using Heliostat.Core.Tasks;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Jobs;
using Heliostat.Manager.Loop;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Streams;
using Heliostat.Protocol.Values;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Heliostat.Manager.Streams;

/// <summary>
/// Lets a consumer's program talk to a port of its job: a WebSocket at <c>/v1/jobs/{uuid}/streams/{port}</c>, signed as
/// every request, that carries bytes as <see cref="ByteSocket"/> does.
/// </summary>
internal sealed class JobStreamRoute(ManagerLoop loop, StreamParts parts, JobReads jobs)
{
    private const string RunParameter = "run";

    public void Map(IEndpointRouteBuilder routes, JobRoster roster) => routes.Get(
            "/v1/jobs/{uuid:guid}/streams/{port:int}",
            (HttpContext context, Guid uuid, int port) => ConnectAsync(context, roster.Find(new JobId(uuid)), port))
        .For(AccessRule.ChangesJobs).TakesQuery(RunParameter).ExcludeFromDescription();

    private async Task<IResult> ConnectAsync(HttpContext context, JobFacts? job, int port)
    {
        if (job is null || job.Account != Caller.Of(context).Account)
        {
            return Problems.JobUnknown;
        }

        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.Headers.Upgrade = "websocket";
            return StreamProblems.NoWebSocket;
        }

        if (parts.Ports.Of(job)?.Has(port) != true)
        {
            return StreamProblems.From(StreamProblems.PortUnknown);
        }

        if (!ListFilters.TryReadUuid(context.Request, RunParameter, "run", out var wanted, out var wrong))
        {
            return wrong;
        }

        var run = wanted is { } uuid ? FindRun(uuid, job.Id) : await loop.AskAsync(network => LiveOf(network, job.Id));
        if (run is null)
        {
            return StreamProblems.From(StreamProblems.RunNotLive);
        }

        var (tunnel, refused) = await parts.Desk.OpenAsync(
            new TunnelAim(run.Value, job.Account, port), context.RequestAborted);
        if (tunnel is null)
        {
            return StreamProblems.From(refused!);
        }

        await using (tunnel)
        {
            await using var consumer = new ByteSocket(await context.WebSockets.AcceptWebSocketAsync());
            await BytePump.RunAsync(consumer, tunnel, context.RequestAborted);
        }

        return TypedResults.Empty;
    }

    private RunId? FindRun(Guid uuid, JobId job) =>
        jobs.Reads.Views.FindRun(uuid) is { } run && run.Id.Job == job ? run.Id : null;

    // The first that runs; else the first that is about to.
    private static RunId? LiveOf(Network network, JobId id)
    {
        RunId? leased = null;
        foreach (var task in network.Jobs.Find(id)?.Tasks.Values.AsEnumerable() ?? [])
        {
            if (task.State == TaskState.Running)
            {
                return task.RunOf(id);
            }

            leased ??= task.IsLive ? task.RunOf(id) : null;
        }

        return leased;
    }
}
