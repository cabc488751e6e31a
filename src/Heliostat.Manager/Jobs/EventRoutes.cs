using System.Text.Json;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Loop;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Heliostat.Manager.Jobs;

/// <summary>A job's events as they come, as server-sent events: <c>/v1/jobs/{uuid}/events</c>.</summary>
internal sealed class EventRoutes(
    ManagerLoop loop, ViewReads reads, NewsReader reader, NewsReplay replay, Notifier notifier)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.Get("/v1/jobs/{uuid:guid}/events", StreamAsync).For(AccessRule.ReadsJobs)
            .Describe("Jobs", "Follow a job", "The stream ends with the job. Last-Event-ID goes on where one broke.")
            .Gives<JobEvent>(mediaType: EventStream.MediaType);

    private async Task<IResult> StreamAsync(HttpContext context, Guid uuid)
    {
        if (!await reads.CatchUpAsync(context.RequestAborted))
        {
            return Problems.ViewsBehind;
        }

        if (reads.FindJob(uuid, Caller.Of(context)) is not { } row)
        {
            return Problems.JobUnknown;
        }

        var job = JobFacts.Of(row.Id, row.Account, row.Spec);
        var subscriber = notifier.Subscribe(job);
        try
        {
            await EventStream.WriteAsync(context, () => FirstAsync(context.Request, job), subscriber, Write);
        }
        finally
        {
            notifier.Unsubscribe(job.Id, subscriber);
        }

        return TypedResults.Empty;
    }

    // The job as it stands comes last, so that a client that reads to its end has seen every unit.
    private async Task<IReadOnlyList<JobEvent>> FirstAsync(HttpRequest request, JobFacts job)
    {
        IReadOnlyList<JobEvent> missed = [];
        if (EventStream.LastIdOf(request) is { } last)
        {
            missed = await replay.SinceAsync(job, last);
        }

        var head = loop.Head?.Sequence ?? 0;
        await reader.CatchUpAsync(head);
        return reader.Find(job) is { } row ? [.. missed, reader.OfJob(row, head)] : missed;
    }

    private static StreamedEvent Write(JobEvent happened) => new(
        happened.Kind,
        happened.Sequence,
        JsonSerializer.Serialize(happened, ApiJson.Default.JobEvent),
        IsLast: happened.Job is { CompletedAt: not null });
}
