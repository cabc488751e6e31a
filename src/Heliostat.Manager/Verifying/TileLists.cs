using Heliostat.Protocol.Values;
using Heliostat.Storage;

namespace Heliostat.Manager.Verifying;

/// <summary>Reads tile lists, the blobs whose hashes are commitments.</summary>
internal sealed class TileLists(IBlobStore store)
{
    /// <summary>
    /// The hash of every tile of a frame; null when the list is not here or has not one hash for each.
    /// </summary>
    public async Task<ContentHash[]?> ReadAsync(
        AccountId account, ContentHash commitment, int tiles, CancellationToken cancel)
    {
        var bytes = await store.ReadBytes(new BlobKey(account, commitment), tiles * ContentHash.Size, cancel);
        if (bytes is null || bytes.Length != tiles * ContentHash.Size)
        {
            return null;
        }

        var hashes = new ContentHash[tiles];
        for (var i = 0; i < tiles; i++)
        {
            hashes[i] = new ContentHash(bytes.AsSpan(i * ContentHash.Size, ContentHash.Size));
        }

        return hashes;
    }
}
