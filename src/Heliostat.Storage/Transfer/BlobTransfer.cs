using Heliostat.Protocol.Nodes;
using Heliostat.Storage.Disk;

namespace Heliostat.Storage.Transfer;

/// <summary>
/// Moves blobs to and from a store by signed URLs. A broken transfer goes on where it stopped, under a fresh URL;
/// it is given up after eight failures in a row, or one that trying again cannot mend.
/// </summary>
public sealed class BlobTransfer : IDisposable
{
    private const int ConnectSecondsMax = 20;

    private readonly HttpClient _http;

    /// <summary>Takes a handler, or makes one; it is disposed of with this.</summary>
    public BlobTransfer(HttpMessageHandler? handler = null) =>
        _http = new HttpClient(handler ?? MakeHandler())
        {
            // Long transfers are right; each attempt watches that its bytes keep moving.
            Timeout = Timeout.InfiniteTimeSpan,
        };

    /// <summary>Uploads one blob.</summary>
    /// <param name="blob">Its hash and length.</param>
    /// <param name="open">Opens its bytes as a stream that can seek; called for each attempt.</param>
    /// <param name="freshUrl">Asks for a PUT URL; null says that the blob is there already.</param>
    /// <param name="progress">Told how many bytes have been sent so far.</param>
    /// <param name="cancel">Ends the upload; what arrived is kept there for the next time.</param>
    /// <exception cref="BlobTransferException">The upload was refused or failed too often.</exception>
    public Task Upload(
        BlobName blob,
        Func<Stream> open,
        Func<CancellationToken, Task<Uri?>> freshUrl,
        IProgress<long>? progress = null,
        CancellationToken cancel = default) =>
        new BlobUpload(_http, blob, open).Run(freshUrl, progress, cancel);

    /// <summary>Uploads a file; as the other.</summary>
    public Task UploadFile(
        BlobName blob,
        string path,
        Func<CancellationToken, Task<Uri?>> freshUrl,
        IProgress<long>? progress = null,
        CancellationToken cancel = default) =>
        Upload(blob, () => File.OpenRead(path), freshUrl, progress, cancel);

    /// <summary>
    /// Downloads one blob to a file, which appears under its name once it is whole and checked; a
    /// <c>.part</c> beside it holds what came until then, also for the next time.
    /// </summary>
    /// <param name="blob">Its hash and length.</param>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="freshUrl">Asks for a GET URL.</param>
    /// <param name="progress">Told how many bytes have come so far.</param>
    /// <param name="cancel">Ends the download.</param>
    /// <exception cref="BlobTransferException">The download was refused or failed too often.</exception>
    public Task DownloadToFile(
        BlobName blob,
        string path,
        Func<CancellationToken, Task<Uri?>> freshUrl,
        IProgress<long>? progress = null,
        CancellationToken cancel = default)
    {
        DurableFolder.Make(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var file = new VerifiedFile(path + ".part", path);
        return new BlobDownload(_http, blob).Run(
            () => ValueTask.FromResult(file.BytesHeld),
            (offset, content, token) => file.Write((blob.Hash, blob.Bytes), offset, content, _ => { }, token),
            freshUrl,
            progress,
            cancel);
    }

    /// <summary>Downloads one blob into a store; as the other.</summary>
    public Task DownloadToStore(
        BlobName blob,
        IBlobStore store,
        BlobKey key,
        Func<CancellationToken, Task<Uri?>> freshUrl,
        IProgress<long>? progress = null,
        CancellationToken cancel = default) =>
        new BlobDownload(_http, blob).Run(
            () => store.BytesHeld(key, cancel),
            (offset, content, token) => store.Put(key, blob.Bytes, offset, content, token),
            freshUrl,
            progress,
            cancel);

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _http.Dispose();

    private static SocketsHttpHandler MakeHandler() => new()
    {
        ConnectTimeout = TimeSpan.FromSeconds(ConnectSecondsMax),
        AllowAutoRedirect = false,
    };
}
