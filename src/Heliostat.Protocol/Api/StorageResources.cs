namespace Heliostat.Protocol.Api;

/// <summary>
/// Asks the manager to let unused blobs go now: <c>POST /v1/storage/sweep</c>, for the network owner.
/// </summary>
/// <param name="DryRun">True to count only.</param>
public sealed record SweepRequest(bool DryRun = false);

/// <summary>What a sweep of the blob store let go, or would.</summary>
/// <param name="DryRun">True when it only counted.</param>
/// <param name="BlobsFreed">Whole blobs that nobody needs and nobody used within the days of grace.</param>
/// <param name="BytesFreed">Their bytes.</param>
/// <param name="PartialBytesFreed">Bytes of uploads that broke a day ago or earlier; 0 when it only counted.</param>
/// <param name="BlobsKept">Whole blobs that stay.</param>
/// <param name="BytesKept">Their bytes.</param>
public sealed record SweepAnswer(
    bool DryRun, long BlobsFreed, long BytesFreed, long PartialBytesFreed, long BlobsKept, long BytesKept);
