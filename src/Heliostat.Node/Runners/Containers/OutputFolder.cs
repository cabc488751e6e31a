using System.Security.Cryptography;
using System.Text.Json;
using Heliostat.Node.Sandbox;
using Heliostat.Node.Working;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Runners.Containers;

/// <summary>
/// Hands over what a container that has ended left in its folder. That may be anything: no link is followed, no pipe
/// opened, and no more counted than a list may hold.
/// </summary>
/// <param name="folder">The folder on this machine.</param>
/// <param name="bytesMax">Bytes that the folder's disk has.</param>
internal sealed class OutputFolder(string folder, long bytesMax)
{
    private const int DepthMax = 64;
    private const int UploadsAtOnce = 32;
    private const int SaltBytes = 16;

    private readonly List<string> _files = [];
    private int _entries;
    private long _bytes;

    /// <summary>Uploads the files and their list; answers the list's blob, or null where there is no file.</summary>
    /// <exception cref="RunFailedException">What was left cannot be handed over.</exception>
    /// <exception cref="Storage.Transfer.BlobTransferException">The store does not take it.</exception>
    public async Task<BlobName?> DeliverAsync(NodeTransfers transfers, RunId run, CancellationToken cancellation)
    {
        Walk(folder, depth: 0);
        if (_files.Count == 0)
        {
            return null;
        }

        var files = new List<FolderFile>();
        foreach (var file in _files)
        {
            files.Add(await NameAsync(file, cancellation).ConfigureAwait(false));
        }

        files.Sort((one, other) => string.CompareOrdinal(one.Path, other.Path));
        var manifest = new FolderManifest(
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SaltBytes)), files);
        var list = JsonSerializer.SerializeToUtf8Bytes(manifest, WireJson.Default.FolderManifest);
        if (list.Length > FolderManifest.BytesMax || manifest.FindFault() is not null)
        {
            throw Invalid("the names of its files are too long");
        }

        foreach (var some in files.DistinctBy(file => file.Hash).Chunk(UploadsAtOnce))
        {
            await transfers.UploadAsync(run, [.. some.Select(Blob)], cancellation).ConfigureAwait(false);
        }

        var name = new BlobName(ContentHash.Of(list), list.Length);
        await transfers.UploadAsync(run, [(name, () => new MemoryStream(list, writable: false))], cancellation)
            .ConfigureAwait(false);
        return name;
    }

    private (BlobName Name, Func<Stream> Open) Blob(FolderFile file) =>
        (new BlobName(file.Hash, file.Bytes), () => File.OpenRead(Path.Combine(folder, file.Path)));

    private void Walk(string place, int depth)
    {
        if (depth > DepthMax)
        {
            throw Invalid($"its folders lie more than {DepthMax} deep");
        }

        foreach (var path in Directory.EnumerateFileSystemEntries(place))
        {
            if (++_entries > FolderManifest.FilesMax)
            {
                throw Invalid($"it has more than {FolderManifest.FilesMax} files and folders");
            }

            var name = Path.GetRelativePath(folder, path);
            if (!FolderFile.IsPath(name))
            {
                throw Invalid("the name of a file is too long, or holds control characters");
            }

            switch (PosixCalls.KindAt(path))
            {
                case PosixCalls.KindFolder:
                    Walk(path, depth + 1);
                    break;
                case PosixCalls.KindFile:
                    Add(path);
                    break;
                default:
                    throw Invalid($"{Shortened(name)} is neither a file nor a folder");
            }
        }
    }

    // A file with holes says that it is longer than the disk; its zeros are not worth reading.
    private void Add(string path)
    {
        _bytes += new FileInfo(path).Length;
        if (_bytes > bytesMax)
        {
            throw Invalid($"its files say that they have more than the {bytesMax} bytes of its disk");
        }

        _files.Add(path);
    }

    private async Task<FolderFile> NameAsync(string path, CancellationToken cancellation)
    {
        var name = await FrameDelivery.NameOfAsync(path, cancellation).ConfigureAwait(false);
        return new FolderFile(
            Path.GetRelativePath(folder, path), name.Hash, name.Bytes, FileModes.IsExecutable(path));
    }

    private static string Shortened(string name) => name.Length <= 100 ? name : name[..100] + "…";

    private static RunFailedException Invalid(string why) => new(
        FailureReasons.OutputInvalid, FaultSide.Job,
        $"What the container left at {ContainerSettings.OutputFolder} cannot be handed over: {why}.");
}
