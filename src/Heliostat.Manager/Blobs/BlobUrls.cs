using Heliostat.Protocol.Nodes;
using Heliostat.Storage;
using Heliostat.Storage.Urls;

namespace Heliostat.Manager.Blobs;

/// <summary>Makes signed URLs of this manager's blob store.</summary>
internal sealed class BlobUrls(SignedUrlKeys keys, TimeProvider time)
{
    private Uri? _origin;

    /// <summary>Where the blob store is reached; known once it listens.</summary>
    public Uri Origin
    {
        get => _origin ?? throw new InvalidOperationException("The blob store does not listen yet.");
        set => _origin = value;
    }

    /// <summary>The secrets.</summary>
    public SignedUrlKeys Keys => keys;

    public string Get(BlobKey key, long bytes) => Make(HttpMethod.Get, key, bytes);

    public string Put(BlobKey key, long bytes) => Make(HttpMethod.Put, key, bytes);

    /// <summary>Leave to upload a blob; without a URL where it is there already.</summary>
    public async ValueTask<TransferGrant> GrantUploadAsync(IBlobStore store, BlobKey key, long bytes) =>
        new(new BlobName(key.Hash, bytes), await store.Touch(key) == bytes ? null : Put(key, bytes));

    private string Make(HttpMethod method, BlobKey key, long bytes) =>
        SignedUrl.Make(Origin, method, key, bytes, time.GetUtcNow(), keys).ToString();
}
