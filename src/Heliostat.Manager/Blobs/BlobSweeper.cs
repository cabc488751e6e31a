using Heliostat.Manager.Loop;
using Heliostat.Protocol.Api;
using Heliostat.Storage;
using Microsoft.Extensions.Logging;

namespace Heliostat.Manager.Blobs;

/// <summary>
/// Lets blobs go that nobody needs: marks those that are needed as used now, then lets go what was used last before the
/// days of grace. A sweep that dies half way has let go nothing but such blobs; the next one goes on.
/// </summary>
internal sealed class BlobSweeper(
    BlobMarks marks, IBlobStore store, ManagerLoop loop, int keepDays, ILogger<BlobSweeper> log) : IAsyncDisposable
{
    /// <summary>Minutes after the manager's start before the first sweep.</summary>
    public const int FirstAfterMinutes = 5;

    /// <summary>Hours from one sweep to the next.</summary>
    public const int EveryHours = 6;

    /// <summary>Hours for which what a broken upload left is kept for its rest.</summary>
    public const int PartialHoursMax = 24;

    private readonly SemaphoreSlim _gate = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private Task _work = Task.CompletedTask;
    private long _bytesFreed;
    private long _blobsFreed;
    private long _sweptAtMs;

    /// <summary>
    /// Lets go what else belongs to jobs that were final before then, in milliseconds since 1970, UTC.
    /// </summary>
    public Action<long> AlsoLetGo { get; init; } = static _ => { };

    /// <summary>Bytes let go since the start.</summary>
    public long BytesFreed => Interlocked.Read(ref _bytesFreed);

    /// <summary>Whole blobs let go since the start.</summary>
    public long BlobsFreed => Interlocked.Read(ref _blobsFreed);

    /// <summary>When the last sweep ended, in milliseconds since 1970, UTC; 0 before the first.</summary>
    public long SweptAtMs => Interlocked.Read(ref _sweptAtMs);

    /// <summary>Sweeps from now on by itself, until this is disposed of.</summary>
    public void Start() => _work = Task.Run(WorkAsync);

    /// <summary>
    /// Sweeps once; a dry sweep marks and counts, and lets nothing go. Null where the views are too far behind to know
    /// what is needed.
    /// </summary>
    public async Task<SweepAnswer?> SweepAsync(bool isDry, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            var now = Now();
            var finalSince = new DateTimeOffset(now.AddDays(-keepDays)).ToUnixTimeMilliseconds();
            if (!await marks.MarkAsync(finalSince, cancellation))
            {
                return null;
            }

            if (!isDry)
            {
                AlsoLetGo(finalSince);
            }

            return await LetGoAsync(now, isDry, cancellation);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _work;
        _stopping.Dispose();
        _gate.Dispose();
    }

    // Of two clocks the one that stands behind: a machine's clock that jumps ahead makes nothing old.
    private DateTime Now()
    {
        var machine = DateTime.UtcNow;
        var journal = DateTimeOffset.FromUnixTimeMilliseconds(loop.Now.UnixMs).UtcDateTime;
        return machine < journal ? machine : journal;
    }

    private async Task<SweepAnswer> LetGoAsync(DateTime now, bool isDry, CancellationToken cancellation)
    {
        var since = now.AddDays(-keepDays).AddHours(-BlobStores.UseDatedHours);
        var (kept, keptBytes, freed, freedBytes) = (0L, 0L, 0L, 0L);
        foreach (var (key, bytes, usedAt) in store.List())
        {
            var isFreed = usedAt < since
                && (isDry || await store.DeleteUnused(key, since, cancellation) is not null);
            (kept, keptBytes) = isFreed ? (kept, keptBytes) : (kept + 1, keptBytes + bytes);
            (freed, freedBytes) = isFreed ? (freed + 1, freedBytes + bytes) : (freed, freedBytes);
        }

        var partial = isDry ? 0 : store.ForgetPartials(now.AddHours(-PartialHoursMax));
        var answer = new SweepAnswer(isDry, freed, freedBytes, partial, kept, keptBytes);
        if (!isDry)
        {
            Interlocked.Add(ref _bytesFreed, freedBytes + partial);
            Interlocked.Add(ref _blobsFreed, freed);
            Interlocked.Exchange(ref _sweptAtMs, loop.Now.UnixMs);
            BlobsLog.Swept(log, freed, freedBytes, partial, kept);
        }

        return answer;
    }

    private async Task WorkAsync()
    {
        try
        {
            await Task.Delay(TimeSpan.FromMinutes(FirstAfterMinutes), _stopping.Token);
            using var timer = new PeriodicTimer(TimeSpan.FromHours(EveryHours));
            do
            {
                await TrySweepAsync();
            }
            while (await timer.WaitForNextTickAsync(_stopping.Token));
        }
        catch (OperationCanceledException)
        {
            // The manager stops.
        }
    }

    private async Task TrySweepAsync()
    {
        try
        {
            if (await SweepAsync(isDry: false, _stopping.Token) is null)
            {
                BlobsLog.SweepPutOff(log);
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            BlobsLog.SweepFailed(log, error);
        }
    }
}
