using System.Globalization;
using Heliostat.Manager.Jobs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Heliostat.Manager.Operations;

/// <summary>Writes events to one client as they come, as server-sent events.</summary>
internal static class EventStream
{
    /// <summary>The media type.</summary>
    public const string MediaType = "text/event-stream";

    /// <summary>Seconds after which a quiet stream carries a comment, so that nobody on the way closes it.</summary>
    public const int QuietSecondsMax = 15;

    /// <summary>The id of the last event that a client has seen; null when it has seen none.</summary>
    public static long? LastIdOf(HttpRequest request) => long.TryParse(
        request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
        ? last
        : null;

    /// <summary>Writes what comes first and then what comes, until the last event, or one of the two goes.</summary>
    public static async Task WriteAsync<T>(
        HttpContext context, Func<Task<IReadOnlyList<T>>> first, Subscriber<T> subscriber, Func<T, StreamedEvent> write)
    {
        context.Response.ContentType = MediaType;
        context.Response.Headers.CacheControl = "no-store";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            if (!await WriteAsync(context, [.. (await first()).Select(write)]))
            {
                await FollowAsync(context, subscriber, write);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone.
        }
    }

    private static async Task FollowAsync<T>(
        HttpContext context, Subscriber<T> subscriber, Func<T, StreamedEvent> write)
    {
        var cancellation = context.RequestAborted;
        do
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
            }
        }
        while (!await WriteAsync(context, [.. subscriber.TakeAll().Select(write)]));
    }

    /// <summary>Writes events; true when the stream ends with them.</summary>
    private static async Task<bool> WriteAsync(HttpContext context, IReadOnlyList<StreamedEvent> events)
    {
        foreach (var (name, number, json, _) in events)
        {
            var id = number > 0 ? string.Create(CultureInfo.InvariantCulture, $"id: {number}\n") : "";
            await context.Response.WriteAsync($"event: {name}\n{id}data: {json}\n\n", context.RequestAborted);
        }

        await context.Response.Body.FlushAsync(context.RequestAborted);
        return events.Any(written => written.IsLast);
    }
}
