namespace Heliostat.Storage;

/// <summary>Where blobs are kept: bytes named by account and SHA-256, checked before they count.</summary>
public interface IBlobStore
{
    /// <summary>The size of a whole blob; null when there is none.</summary>
    ValueTask<long?> SizeOf(BlobKey key, CancellationToken cancel = default);

    /// <summary>How many bytes are held, from the first: of a whole blob all, of a broken put what came.</summary>
    ValueTask<long> BytesHeld(BlobKey key, CancellationToken cancel = default);

    /// <summary>
    /// Takes a blob's bytes from <paramref name="offset"/> on: 0, or what <see cref="BytesHeld"/> said. An exception of
    /// <paramref name="content"/> passes through; what came before it is kept for the rest.
    /// </summary>
    Task<BlobPut> Put(BlobKey key, long length, long offset, Stream content, CancellationToken cancel = default);

    /// <summary>A whole blob's bytes as a stream that can seek; null when there is none.</summary>
    ValueTask<Stream?> OpenRead(BlobKey key, CancellationToken cancel = default);

    /// <summary>Lets a blob and what is held of it go; false when there was nothing.</summary>
    ValueTask<bool> Delete(BlobKey key, CancellationToken cancel = default);
}
