using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Heliostat.Client.Calls;
using Heliostat.Protocol.Api;

namespace Heliostat.Client.Events;

/// <summary>Reads a job's server-sent events, and goes on after the last one read when the stream breaks.</summary>
internal sealed class JobEventStream
{
    /// <summary>
    /// Failures in a row, without an event between them, after which the stream is given up: about five minutes.
    /// </summary>
    public const int FailuresMax = 75;

    /// <summary>Seconds of silence after which the stream is opened again.</summary>
    public const int SilenceSecondsMax = 90;

    /// <summary>Seconds before a stream that ended in peace is opened again.</summary>
    private const int PauseSeconds = 1;

    private readonly ApiConnection _connection;
    private readonly Guid _job;
    private long _lastSequence;

    public JobEventStream(ApiConnection connection, Guid job)
    {
        _connection = connection;
        _job = job;
    }

    /// <summary>Every event, until the caller stops.</summary>
    public async IAsyncEnumerable<JobEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var failures = 0;
        while (true)
        {
            var delay = TimeSpan.FromSeconds(PauseSeconds);
            await using var events = ReadOnceAsync(cancellation).GetAsyncEnumerator(cancellation);
            while (true)
            {
                var (item, failure) = await NextAsync(events, cancellation);
                if (item is null)
                {
                    failures = failure is null ? 0 : failures + 1;
                    delay = failure is null ? delay : RetryDelays.After(failures);
                    ThrowIfHopeless(failure, failures);
                    break;
                }

                failures = 0;
                yield return item;
            }

            await Task.Delay(delay, cancellation);
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
                $"The job's events stopped coming: {failure.GetBaseException().Message}",
                "The job itself goes on: look again with 'heliostat job watch'.",
                failure);
        }
    }

    private static async Task<(JobEvent? Item, Exception? Failure)> NextAsync(
        IAsyncEnumerator<JobEvent> events, CancellationToken cancellation)
    {
        try
        {
            return await events.MoveNextAsync() ? (events.Current, null) : (null, null);
        }
        catch (Exception cause) when (
            cause is HeliostatException or HttpRequestException or IOException or JsonException
            || (cause is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return (null, cause);
        }
    }

    private async IAsyncEnumerable<JobEvent> ReadOnceAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var last = _lastSequence == 0 ? null : _lastSequence.ToString(CultureInfo.InvariantCulture);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var response = await _connection.OpenStreamAsync(
            new ApiPath($"/v1/jobs/{_job}/events"), last, cancellation);
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        silence.CancelAfter(TimeSpan.FromSeconds(SilenceSecondsMax));
        await foreach (var item in SseParser.Create(body, Parse).EnumerateAsync(silence.Token))
        {
            silence.CancelAfter(TimeSpan.FromSeconds(SilenceSecondsMax));
            if (item.Data is not { } read)
            {
                continue;
            }

            _lastSequence = Math.Max(_lastSequence, read.Sequence);
            yield return read;
        }
    }

    private static JobEvent? Parse(string kind, ReadOnlySpan<byte> data)
    {
        // A newer manager may say things for which this client has no word.
        return kind is "job" or "unit" or "progress" or "resync"
            ? JsonSerializer.Deserialize(data, ClientJson.Default.JobEvent)
            : null;
    }
}
