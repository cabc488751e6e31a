using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Heliostat.Client.Calls;

/// <summary>What runs print. It comes from strangers: escape it before it is shown on a terminal or a page.</summary>
public sealed class LogCalls
{
    /// <summary>Failures in a row, without a piece between them, after which a log is given up.</summary>
    public const int FailuresMax = 75;

    /// <summary>Seconds of silence after which the stream is opened again.</summary>
    public const int SilenceSecondsMax = 90;

    private readonly ApiConnection _connection;

    internal LogCalls(ApiConnection connection) => _connection = connection;

    /// <summary>
    /// What a run printed and prints, piece by piece, until it ends. A broken stream is opened again where it broke.
    /// </summary>
    /// <param name="run">The run's id.</param>
    /// <param name="tailBytes">Begins with that many bytes before the log's end; null for its beginning.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="HeliostatException">There is no such run, or the manager stayed away for too long.</exception>
    public async IAsyncEnumerable<string> FollowAsync(
        Guid run, long? tailBytes = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var (last, failures, isOver) = ((string?)null, 0, false);
        while (!isOver)
        {
            await using var pieces = ReadOnceAsync(run, tailBytes, last, cancellation)
                .GetAsyncEnumerator(cancellation);
            while (await NextAsync(pieces, cancellation) is var (item, failure))
            {
                if (item is not { } read)
                {
                    failures = failure is null ? failures : failures + 1;
                    ThrowIfHopeless(failure, failures);
                    await Task.Delay(RetryDelays.After(Math.Max(1, failures)), cancellation);
                    break;
                }

                (last, failures, isOver) = (read.Id, 0, read.Text is null);
                if (isOver)
                {
                    break;
                }

                yield return read.Text!;
            }
        }
    }

    private static void ThrowIfHopeless(Exception? failure, int failures)
    {
        if (failure is HeliostatException { IsRefusal: true } refusal)
        {
            throw refusal;
        }

        if (failure is not null && failures >= FailuresMax)
        {
            throw new HeliostatException(
                HeliostatException.StreamLost,
                $"The log stopped coming: {failure.GetBaseException().Message}",
                "The run itself goes on: look again with 'heliostat job logs'.",
                failure);
        }
    }

    private static async Task<((string Id, string? Text)? Item, Exception? Failure)> NextAsync(
        IAsyncEnumerator<(string Id, string? Text)> pieces, CancellationToken cancellation)
    {
        try
        {
            return await pieces.MoveNextAsync() ? (pieces.Current, null) : (null, null);
        }
        catch (Exception cause) when (
            cause is HeliostatException or HttpRequestException or IOException or JsonException
            || (cause is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return (null, cause);
        }
    }

    private async IAsyncEnumerable<(string Id, string? Text)> ReadOnceAsync(
        Guid run, long? tailBytes, string? last, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var response = await _connection.OpenStreamAsync(
            new ApiPath($"/v1/job-runs/{run}/logs").With(("tail", tailBytes)), last, cancellation);
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        silence.CancelAfter(TimeSpan.FromSeconds(SilenceSecondsMax));
        await foreach (var item in SseParser.Create(body).EnumerateAsync(silence.Token))
        {
            silence.CancelAfter(TimeSpan.FromSeconds(SilenceSecondsMax));
            if (item.EventType == "log" && Read(item.Data) is { } text)
            {
                yield return (item.EventId ?? "0", text);
            }
            else if (item.EventType == "end")
            {
                yield return (item.EventId ?? "0", null);
            }
        }
    }

    private static string? Read(string data) =>
        JsonSerializer.Deserialize(data, ClientJson.Default.RunLogEvent)?.Text;
}
