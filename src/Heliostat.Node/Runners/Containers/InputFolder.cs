using System.Text.Json;
using Heliostat.Node.Sandbox;
using Heliostat.Node.Working;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Heliostat.Storage.Disk;

namespace Heliostat.Node.Runners.Containers;

/// <summary>Lays a run's input files into a folder, as their list says.</summary>
internal static class InputFolder
{
    /// <summary>Fetches the files and lays them out.</summary>
    /// <exception cref="RunFailedException">The list is none.</exception>
    /// <exception cref="Storage.Transfer.BlobTransferException">A file cannot be fetched.</exception>
    public static async Task FillAsync(
        NodeTransfers transfers, RunId run, ContentHash list, string folder, CancellationToken cancellation)
    {
        var (account, blob) = await transfers.FetchAsync(run, list, cancellation).ConfigureAwait(false);
        FolderManifest manifest;
        using (blob)
        {
            manifest = await ReadAsync(blob, cancellation).ConfigureAwait(false);
        }

        FileModes.MakeFolder(folder);
        var names = manifest.Files.Select(file => new BlobName(file.Hash, file.Bytes)).ToList();
        var files = await transfers.FetchAllAsync(run, account, names, cancellation).ConfigureAwait(false);
        try
        {
            foreach (var (file, here) in manifest.Files.Zip(files))
            {
                cancellation.ThrowIfCancellationRequested();
                Place(file, here, folder);
            }
        }
        finally
        {
            foreach (var file in files)
            {
                file.Dispose();
            }
        }
    }

    private static async Task<FolderManifest> ReadAsync(CachedBlob blob, CancellationToken cancellation)
    {
        try
        {
            if (blob.Bytes <= FolderManifest.BytesMax)
            {
                var text = await File.ReadAllBytesAsync(blob.Path, cancellation).ConfigureAwait(false);
                var manifest = JsonSerializer.Deserialize(text, WireJson.Default.FolderManifest);
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
            FailureReasons.InputUnavailable, FaultSide.Job, "The list of the files at /input is not one.");
    }

    // A file that is run gets bytes of its own, for the same bytes may be no program elsewhere.
    private static void Place(FolderFile file, CachedBlob here, string folder)
    {
        var path = Path.Combine(folder, file.Path);
        MakeFolderBelow(folder, Path.GetDirectoryName(file.Path)!);
        if (file.Executable || PosixCalls.Link(here.Path, path) != 0)
        {
            File.Copy(here.Path, path);
        }

        FileModes.Set(path, file.Executable ? FileModes.AllRead | FileModes.AllRun : FileModes.AllRead);
    }
    // Each by itself, for those on the way get their modes too.
    private static void MakeFolderBelow(string folder, string path)
    {
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            folder = Path.Combine(folder, part);
            if (!Directory.Exists(folder))
            {
                FileModes.MakeFolder(folder);
            }
        }
    }
}
