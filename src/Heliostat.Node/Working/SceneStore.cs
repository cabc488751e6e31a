using System.Text.Json;
using Heliostat.Node.Runners;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Heliostat.Storage.Disk;

namespace Heliostat.Node.Working;

/// <summary>
/// Has the files of scenes brought here, once for all who need them: the run that renders, the next one that waits, and
/// the checks.
/// </summary>
internal sealed class SceneStore(NodeTransfers transfers)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(JobId Job, ContentHash Manifest), Entry> _entries = [];

    /// <summary>Claims a job's scene; fetching begins at once.</summary>
    public SceneLease Acquire(RunId run, ContentHash manifest)
    {
        var key = (run.Job, manifest);
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var entry) || entry.Inputs.IsFaulted || entry.Inputs.IsCanceled)
            {
                var stop = new CancellationTokenSource();
                entry = new Entry(Task.Run(() => FetchAsync(run, manifest, stop.Token)), stop);
                _entries[key] = entry;
            }

            entry.Users++;
            return new SceneLease(entry.Inputs, () => GiveBack(key, entry));
        }
    }

    private void GiveBack((JobId Job, ContentHash Manifest) key, Entry entry)
    {
        lock (_gate)
        {
            if (--entry.Users > 0)
            {
                return;
            }

            if (_entries.GetValueOrDefault(key) == entry)
            {
                _entries.Remove(key);
            }
        }

        entry.Stop.Cancel();
        _ = entry.Inputs.ContinueWith(
            done => done.Result.Dispose(), TaskContinuationOptions.OnlyOnRanToCompletion);
    }

    private async Task<SceneInputs> FetchAsync(RunId run, ContentHash hash, CancellationToken cancellation)
    {
        var (account, blob) = await transfers.FetchAsync(run, hash, cancellation).ConfigureAwait(false);
        SceneManifest manifest;
        using (blob)
        {
            manifest = await ReadAsync(blob, cancellation).ConfigureAwait(false);
        }

        var names = manifest.Files.Select(file => new BlobName(file.Hash, file.Bytes)).ToList();
        var files = await transfers.FetchAllAsync(run, account, names, cancellation).ConfigureAwait(false);
        return new SceneInputs(account, manifest, files);
    }

    private static async Task<SceneManifest> ReadAsync(CachedBlob blob, CancellationToken cancellation)
    {
        try
        {
            if (blob.Bytes <= SceneManifest.BytesMax)
            {
                var text = await File.ReadAllBytesAsync(blob.Path, cancellation).ConfigureAwait(false);
                var manifest = JsonSerializer.Deserialize(text, WireJson.Default.SceneManifest);
                if (manifest is not null && manifest.FindFault() is null)
                {
                    return manifest;
                }
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // It is said below. System.Text.Json finds broken UTF-8 in a name only when it takes the name out.
        }

        throw new RunFailedException(
            FailureReasons.SceneUnreadable, FaultSide.Job, "The list of the scene's files is not one.");
    }

    private sealed class Entry(Task<SceneInputs> inputs, CancellationTokenSource stop)
    {
        public Task<SceneInputs> Inputs { get; } = inputs;

        public CancellationTokenSource Stop { get; } = stop;

        public int Users { get; set; }
    }
}
