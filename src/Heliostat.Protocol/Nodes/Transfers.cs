using Heliostat.Protocol.Values;

namespace Heliostat.Protocol.Nodes;

/// <summary>
/// <c>POST /api/v1/nodes/{node_id}/transfers</c> with the node's token: signed URLs for blobs of a run or check that
/// the
/// node works at. Ask again for a fresh URL; one stands for 15 minutes.
/// </summary>
public sealed record TransferRequest(
    RunId Run, IReadOnlyList<ContentHash> Downloads, IReadOnlyList<BlobName> Uploads)
{
    /// <summary>URLs that one request may ask for.</summary>
    public const int UrlsMax = 1_000;

    /// <summary>
    /// Units whose accepted files are asked for as well, by those who work at what is made of them, or check it.
    /// </summary>
    public IReadOnlyList<int>? Units { get; init; }
}

/// <summary>The URLs asked for, in the order asked: downloads, then files of units, then uploads.</summary>
/// <param name="Account">The account that owns the blobs, by which a cache keeps them apart.</param>
/// <param name="Grants">One for each blob.</param>
public sealed record TransferGrants(AccountId Account, IReadOnlyList<TransferGrant> Grants);

/// <summary>One signed URL; <paramref name="Url"/> is null where an upload is there already.</summary>
public sealed record TransferGrant(BlobName Blob, string? Url);
