using System.Globalization;
using System.Text.Json;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Loop;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Heliostat.Manager.Jobs;

/// <summary>A job's events as they come, as server-sent events: <c>/v1/jobs/{uuid}/events</c>.</summary>
internal sealed class EventRoutes(
    ManagerLoop loop, ViewReads reads, NewsReader reader, NewsReplay replay, Notifier notifier)
{
    /// <summary>Seconds after which a quiet stream carries a comment, so that nobody on the way closes it.</summary>
    public const int QuietSecondsMax = 15;

    private const string MediaType = "text/event-stream";

    public void Map(IEndpointRouteBuilder routes) =>
        routes.Get("/v1/jobs/{uuid:guid}/events", StreamAsync).For(AccessRule.ReadsJobs)
            .Describe("Jobs", "Follow a job", "The stream ends with the job. Last-Event-ID goes on where one broke.")
            .Gives<JobEvent>(mediaType: MediaType);

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
            await FollowAsync(context, job, subscriber);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone.
        }
        finally
        {
            notifier.Unsubscribe(job.Id, subscriber);
        }

        return TypedResults.Empty;
    }

    private async Task FollowAsync(HttpContext context, JobFacts job, Subscriber subscriber)
    {
        context.Response.ContentType = MediaType;
        context.Response.Headers.CacheControl = "no-store";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var cancellation = context.RequestAborted;
        if (await WriteAsync(context.Response, await FirstAsync(context.Request, job), cancellation))
        {
            return;
        }

        while (true)
        {
            using var quiet = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            quiet.CancelAfter(TimeSpan.FromSeconds(QuietSecondsMax));
            try
            {
                if (!await subscriber.WaitAsync(quiet.Token))
                {
                    return;
                }
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                await context.Response.WriteAsync(": still here\n\n", cancellation);
                await context.Response.Body.FlushAsync(cancellation);
            }

            if (await WriteAsync(context.Response, subscriber.TakeAll(), cancellation))
            {
                return;
            }
        }
    }

    // The job as it stands comes last, so that a client that reads to its end has seen every unit.
    private async Task<IReadOnlyList<JobEvent>> FirstAsync(HttpRequest request, JobFacts job)
    {
        IReadOnlyList<JobEvent> missed = [];
        var id = request.Headers["Last-Event-ID"];
        if (long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var last))
        {
            missed = await replay.SinceAsync(job, last);
        }

        var head = loop.Head?.Sequence ?? 0;
        await reader.CatchUpAsync(head);
        return reader.Find(job) is { } row ? [.. missed, reader.OfJob(row, head)] : missed;
    }

    /// <summary>Writes events; true when the job ended with them.</summary>
    private static async Task<bool> WriteAsync(
        HttpResponse response, IReadOnlyList<JobEvent> events, CancellationToken cancellation)
    {
        foreach (var happened in events)
        {
            var id = happened.Sequence > 0
                ? string.Create(CultureInfo.InvariantCulture, $"id: {happened.Sequence}\n")
                : "";
            var json = JsonSerializer.Serialize(happened, ApiJson.Default.JobEvent);
            await response.WriteAsync($"event: {happened.Kind}\n{id}data: {json}\n\n", cancellation);
        }

        await response.Body.FlushAsync(cancellation);
        return events.Any(happened => happened.Job is { CompletedAt: not null });
    }
}
