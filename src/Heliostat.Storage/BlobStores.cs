using Heliostat.Protocol.Values;

namespace Heliostat.Storage;

/// <summary>What every blob store can do, for blobs that fit in memory.</summary>
public static class BlobStores
{
    /// <summary>A use is dated anew only when the last date is older than this, so a date may lag by as much.</summary>
    public const int UseDatedHours = 24;

    /// <summary>Whether a whole blob is there.</summary>
    public static async ValueTask<bool> Has(this IBlobStore store, BlobKey key, CancellationToken cancel = default) =>
        await store.SizeOf(key, cancel) is not null;

    /// <summary>Puts bytes under their own hash.</summary>
    /// <exception cref="IOException">The store refused them.</exception>
    public static async Task<ContentHash> PutBytes(
        this IBlobStore store, AccountId account, byte[] bytes, CancellationToken cancel = default)
    {
        var hash = ContentHash.Of(bytes);
        using var content = new MemoryStream(bytes, writable: false);
        var put = await store.Put(new BlobKey(account, hash), bytes.Length, 0, content, cancel);
        return put.State == BlobPutState.Stored ? hash : throw new IOException(put.Sentence);
    }

    /// <summary>A whole blob's bytes; null when there is none or it is over the limit.</summary>
    public static async Task<byte[]?> ReadBytes(
        this IBlobStore store, BlobKey key, int bytesMax, CancellationToken cancel = default)
    {
        await using var content = await store.OpenRead(key, cancel);
        if (content is null || content.Length > bytesMax)
        {
            return null;
        }

        var bytes = new byte[content.Length];
        await content.ReadExactlyAsync(bytes, cancel);
        return bytes;
    }
}
