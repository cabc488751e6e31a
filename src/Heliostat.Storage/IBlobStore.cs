using Heliostat.Protocol.Values;

namespace Heliostat.Storage;

/// <summary>Where blobs are kept: bytes named by account and SHA-256, checked before they count.</summary>
public interface IBlobStore
{
    /// <summary>Accounts for which anything lies, or lay since the store was opened.</summary>
    IReadOnlyCollection<AccountId> Accounts { get; }

    /// <summary>The size of a whole blob; null when there is none.</summary>
    ValueTask<long?> SizeOf(BlobKey key, CancellationToken cancel = default);

    /// <summary>As <see cref="SizeOf"/>, and the blob counts as used now.</summary>
    ValueTask<long?> Touch(BlobKey key, CancellationToken cancel = default);

    /// <summary>How many bytes are held, from the first: of a whole blob all, of a broken put what came.</summary>
    ValueTask<long> BytesHeld(BlobKey key, CancellationToken cancel = default);

    /// <summary>Bytes that lie here for an account, those of broken puts among them; each blob once.</summary>
    long BytesOf(AccountId account);

    /// <summary>An account's puts that go on now, with the lengths that they will have.</summary>
    IReadOnlyList<(BlobKey Key, long Length)> IncomingOf(AccountId account);

    /// <summary>All whole blobs, with their sizes and when each was last used.</summary>
    IEnumerable<(BlobKey Key, long Bytes, DateTime UsedAtUtc)> List();

    /// <summary>
    /// Takes a blob's bytes from <paramref name="offset"/> on: 0, or what <see cref="BytesHeld"/> said. An exception of
    /// <paramref name="content"/> passes through; what came before it is kept for the rest.
    /// </summary>
    Task<BlobPut> Put(BlobKey key, long length, long offset, Stream content, CancellationToken cancel = default);

    /// <summary>A whole blob's bytes as a stream that can seek; null when there is none.</summary>
    ValueTask<Stream?> OpenRead(BlobKey key, CancellationToken cancel = default);

    /// <summary>Lets a blob and what is held of it go; false when there was nothing.</summary>
    ValueTask<bool> Delete(BlobKey key, CancellationToken cancel = default);

    /// <summary>
    /// Lets a whole blob go and answers its bytes; null where it is not there, was used since, or is being put.
    /// </summary>
    ValueTask<long?> DeleteUnused(BlobKey key, DateTime sinceUtc, CancellationToken cancel = default);

    /// <summary>Lets go of what broken puts left and nobody went on with since then; answers the bytes freed.</summary>
    long ForgetPartials(DateTime sinceUtc);
}
