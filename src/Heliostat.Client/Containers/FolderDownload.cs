using System.Security.Cryptography;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Heliostat.Storage.Transfer;

namespace Heliostat.Client.Containers;

/// <summary>
/// Brings what containers left at /output into a folder: that of a single run straight, those of several into a folder
/// for each index. A file appears whole or not at all. Safe to run again: files that are there already stay.
/// </summary>
public sealed class FolderDownload : IDisposable
{
    /// <summary>Files fetched at the same time.</summary>
    public const int AtOnceMax = 4;

    private const string AcceptedStatus = "ACCEPTED";

    private readonly BlobTransfer _transfer = new();
    private readonly HeliostatClient _client;
    private readonly JobResource _job;
    private readonly string _folder;
    private int _count;

    /// <summary>A download of a job's output into this folder, which is made where it is missing.</summary>
    public FolderDownload(HeliostatClient client, JobResource job, string folder) =>
        (_client, _job, _folder) = (client, job, Path.GetFullPath(folder));

    /// <summary>Files that lie in the folder now.</summary>
    public int Count => _count;

    /// <summary>Fetches the output of every run that was accepted by now.</summary>
    /// <exception cref="HeliostatException">A file could not be fetched, or its name leads elsewhere.</exception>
    public async Task FetchAsync(CancellationToken cancellation)
    {
        await foreach (var unit in _client.Jobs.AllUnitsAsync(_job.Uuid, cancellation))
        {
            if (unit is { Status: AcceptedStatus, FileHash: not null })
            {
                await FetchAsync(unit.Unit, cancellation);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _transfer.Dispose();

    /// <summary>Where a file of a run belongs; its path may come from anywhere, and stays below the folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="index">The run's index; null where the job has one run only.</param>
    /// <param name="path">The file's path below /output.</param>
    /// <exception cref="HeliostatException">The path leads elsewhere.</exception>
    public static string PlaceOf(string folder, int? index, string path)
    {
        if (!FolderFile.IsPath(path) || (OperatingSystem.IsWindows() && path.AsSpan().ContainsAny("\\:*?\"<>|")))
        {
            throw new HeliostatException(
                HeliostatException.AnswerUnreadable, "A file of the output has a name that leads elsewhere.",
                "Report this: no manager should offer it.");
        }

        var below = index is { } number ? Path.Combine(folder, $"{number}") : folder;
        return Path.Combine([below, .. path.Split('/')]);
    }

    private async Task FetchAsync(int unit, CancellationToken cancellation)
    {
        var files = _client.Jobs.AllFilesAsync(_job.Uuid, unit, cancellation);
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnceMax, CancellationToken = cancellation };
        await Parallel.ForEachAsync(files, options, async (file, stop) => await FetchAsync(unit, file, stop));
    }

    private async ValueTask FetchAsync(int unit, UnitFileResource file, CancellationToken cancellation)
    {
        var path = PlaceOf(_folder, _job.Units.Total > 1 ? unit : null, file.Path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!ContentHash.TryParse(file.Hash, out var hash))
        {
            throw new HeliostatException(
                HeliostatException.AnswerUnreadable, "A file of the output has no hash that can be read.",
                "Report this: no manager should offer it.");
        }

        if (!await IsThereAsync(path, hash, cancellation))
        {
            await FetchAsync(unit, file, new BlobName(hash, file.Bytes), path, cancellation);
        }

        if (file.Executable && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute);
        }

        Interlocked.Increment(ref _count);
    }

    private async Task FetchAsync(
        int unit, UnitFileResource file, BlobName blob, string path, CancellationToken cancellation)
    {
        string? first = file.Url;
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
            // A URL is good for fifteen minutes; after a failure the list is read again.
            var url = first ?? (await _client.Jobs.AllFilesAsync(_job.Uuid, unit, stop)
                .FirstOrDefaultAsync(other => other.Path == file.Path, stop))?.Url;
            first = null;
            return url is null ? null : new Uri(url);
        }
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
