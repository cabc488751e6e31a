using System.Text.Json;
using Heliostat.Client.Containers;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Heliostat.Storage.Transfer;

namespace Heliostat.Client.Scenes;

/// <summary>
/// Brings the files of a scene or a folder and their manifest to a network: only what the account has not uploaded
/// before. Safe to run again after it broke: what arrived is not sent twice.
/// </summary>
public sealed class SceneUpload
{
    /// <summary>Files sent at the same time.</summary>
    public const int AtOnceMax = 4;

    private readonly HeliostatClient _client;

    /// <summary>Uploads through this client.</summary>
    public SceneUpload(HeliostatClient client) => _client = client;

    /// <summary>Called as files are found missing and bytes are sent; one call at a time, from many threads.</summary>
    public event Action<UploadProgress>? Progressed;

    /// <summary>Uploads what is missing; returns the manifest's hash, which a job names.</summary>
    /// <param name="scene">The manifest and the scene's files.</param>
    /// <param name="cancellation">Stops; what arrived stays.</param>
    /// <exception cref="HeliostatException">A file changed meanwhile, or could not be sent.</exception>
    public Task<ContentHash> UploadAsync(LocalScene scene, CancellationToken cancellation) => UploadAsync(
        JsonSerializer.SerializeToUtf8Bytes(scene.Manifest, WireJson.Default.SceneManifest),
        scene.Manifest.Files.Zip(scene.Sources, (file, path) => (new BlobName(file.Hash, file.Bytes), path)),
        cancellation);

    /// <summary>Uploads what is missing of a folder; returns the hash of its list, which a job names.</summary>
    /// <param name="folder">The list and the folder's files.</param>
    /// <param name="cancellation">Stops; what arrived stays.</param>
    /// <exception cref="HeliostatException">A file changed meanwhile, or could not be sent.</exception>
    public Task<ContentHash> UploadAsync(LocalFolder folder, CancellationToken cancellation) => UploadAsync(
        JsonSerializer.SerializeToUtf8Bytes(folder.Manifest, WireJson.Default.FolderManifest),
        folder.Manifest.Files.Zip(folder.Sources, (file, path) => (new BlobName(file.Hash, file.Bytes), path)),
        cancellation);

    private async Task<ContentHash> UploadAsync(
        byte[] text, IEnumerable<(BlobName Blob, string Path)> sources, CancellationToken cancellation)
    {
        var list = new Piece(new BlobName(ContentHash.Of(text), text.Length), () => new MemoryStream(text, false));
        var files = sources
            .DistinctBy(source => source.Blob.Hash)
            .Select(source => new Piece(source.Blob, () => File.OpenRead(source.Path)));
        var counter = new UploadCounter(progress => Progressed?.Invoke(progress));
        using var transfer = new BlobTransfer();
        foreach (var batch in files.Append(list).Chunk(BlobsRequest.BlobsMax))
        {
            await UploadAsync(transfer, batch, counter, cancellation);
        }

        return list.Blob.Hash;
    }

    private async Task UploadAsync(
        BlobTransfer transfer, Piece[] batch, UploadCounter counter, CancellationToken cancellation)
    {
        var grants = await _client.Blobs.GrantsAsync([.. batch.Select(piece => piece.Blob)], cancellation);
        var missing = batch.Zip(grants).Where(pair => pair.Second.Url is not null).ToList();
        counter.Expect(batch.Length, missing.Sum(pair => pair.First.Blob.Bytes));
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnceMax, CancellationToken = cancellation };
        await Parallel.ForEachAsync(
            missing,
            options,
            async (pair, stop) => await SendAsync(transfer, pair.First, pair.Second.Url!, counter, stop));
        counter.Finish(batch.Length);
    }

    private async Task SendAsync(
        BlobTransfer transfer, Piece piece, string granted, UploadCounter counter, CancellationToken cancellation)
    {
        var first = granted;
        try
        {
            await transfer.Upload(piece.Blob, piece.Open, FreshUrlAsync, counter.CountFile(), cancellation);
        }
        catch (BlobTransferException cause)
        {
            throw new HeliostatException(
                cause.Code, cause.Message, "Submit again: what arrived is not sent twice.", cause);
        }

        async Task<Uri?> FreshUrlAsync(CancellationToken stop)
        {
            // A grant is good for fifteen minutes; after a failure a new one is asked for.
            var url = first ?? (await _client.Blobs.GrantsAsync([piece.Blob], stop))[0].Url;
            first = null;
            return url is null ? null : new Uri(url);
        }
    }

    private sealed record Piece(BlobName Blob, Func<Stream> Open);
}
