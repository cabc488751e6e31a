using System.Collections.Concurrent;
using System.Security.Cryptography;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Heliostat.Storage.Transfer;

namespace Heliostat.Client.Frames;

/// <summary>
/// Brings a job's accepted frames into a folder, as they come. A file appears whole or not at all, and only with the
/// bytes that its hash names. Safe to run again: frames that are there already stay.
/// </summary>
public sealed class FrameDownload : IDisposable
{
    /// <summary>Frames fetched at the same time.</summary>
    public const int AtOnceMax = 4;

    /// <summary>Seconds after which the list is read again although nobody called.</summary>
    public const int LookSeconds = 15;

    private const string AcceptedStatus = "ACCEPTED";

    private readonly ConcurrentDictionary<int, bool> _done = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly BlobTransfer _transfer = new();
    private readonly HeliostatClient _client;
    private readonly Guid _job;
    private readonly string _folder;
    private readonly ImageFormat _format;

    private FrameDownload(HeliostatClient client, JobResource job, string folder)
    {
        _client = client;
        _job = job.Uuid;
        _folder = folder;
        _format = FrameFiles.FormatOf(job);
    }

    /// <summary>Called with each frame that lies in the folder now; from many threads.</summary>
    public event Action<SavedFrame>? Saved;

    /// <summary>How many frames lie in the folder.</summary>
    public int Count => _done.Count;

    /// <summary>A download of this job's frames into this folder, which is made when the first frame comes.</summary>
    public static FrameDownload Of(HeliostatClient client, JobResource job, string folder) => new(client, job, folder);

    /// <summary>Fetches all that is accepted by now.</summary>
    /// <exception cref="HeliostatException">A frame could not be fetched.</exception>
    public async Task FetchAsync(CancellationToken cancellation)
    {
        var units = _client.Jobs.AllUnitsAsync(_job, cancellation).Where(IsNew);
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnceMax, CancellationToken = cancellation };
        await Parallel.ForEachAsync(units, options, async (unit, stop) => await FetchAsync(unit, stop));
    }

    /// <summary>Fetches frames as they are accepted, until <paramref name="ended"/>, and then what is left.</summary>
    public async Task FollowAsync(CancellationToken ended, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ended, cancellation);
        while (!either.IsCancellationRequested)
        {
            try
            {
                await _wake.WaitAsync(TimeSpan.FromSeconds(LookSeconds), either.Token);
                await FetchAsync(cancellation);
            }
            catch (OperationCanceledException) when (either.IsCancellationRequested)
            {
                break;
            }
            catch (HeliostatException cause) when (!cause.IsRefusal)
            {
                // The manager may be away for a while; whoever follows the job decides for how long that is borne.
            }
        }

        if (!cancellation.IsCancellationRequested)
        {
            await FetchAsync(cancellation);
        }
    }

    /// <summary>Says that a frame was accepted.</summary>
    public void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is to wake up already.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _transfer.Dispose();
        _wake.Dispose();
    }

    private bool IsNew(UnitResource unit) =>
        unit is { Status: AcceptedStatus, IsResult: true, FileUrl: not null, FileHash: not null }
        && !_done.ContainsKey(unit.Unit);

    private async Task FetchAsync(UnitResource unit, CancellationToken cancellation)
    {
        if (!ContentHash.TryParse(unit.FileHash, out var hash))
        {
            throw new HeliostatException(
                HeliostatException.AnswerUnreadable, $"Unit {unit.Unit} has a malformed hash.", "Report this.");
        }

        Directory.CreateDirectory(_folder);
        var frame = unit.Frame ?? unit.Unit;
        var path = Path.Combine(_folder, FrameFiles.NameOf(unit, _format));
        if (!await IsThereAsync(path, hash, cancellation))
        {
            await FetchAsync(unit, new BlobName(hash, unit.FileBytes), path, cancellation);
        }

        if (_done.TryAdd(unit.Unit, true))
        {
            Saved?.Invoke(new SavedFrame(frame, path));
        }
    }

    private async Task FetchAsync(UnitResource unit, BlobName blob, string path, CancellationToken cancellation)
    {
        var first = unit.FileUrl;
        try
        {
            await _transfer.DownloadToFile(blob, path, FreshUrlAsync, null, cancellation);
        }
        catch (BlobTransferException cause)
        {
            throw new HeliostatException(
                cause.Code,
                $"{Path.GetFileName(path)} could not be fetched: {cause.Message}",
                "Fetch what is missing later with 'heliostat job download'.",
                cause);
        }

        async Task<Uri?> FreshUrlAsync(CancellationToken stop)
        {
            // A URL is good for fifteen minutes; after a failure the unit is looked up again.
            var url = first ?? await FindUrlAsync(unit.Unit, stop);
            first = null;
            return url is null ? null : new Uri(url);
        }
    }

    private async Task<string?> FindUrlAsync(int unit, CancellationToken cancellation)
    {
        var found = await _client.Jobs.AllUnitsAsync(_job, cancellation)
            .FirstOrDefaultAsync(other => other.Unit == unit && IsNew(other), cancellation);
        return found?.FileUrl;
    }

    private static async Task<bool> IsThereAsync(string path, ContentHash hash, CancellationToken cancellation)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        await using var file = File.OpenRead(path);
        return new ContentHash(await SHA256.HashDataAsync(file, cancellation)) == hash;
    }
}
