using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Verifying;

/// <summary>What the verifier at work found.</summary>
internal sealed record CheckFindings(
    IReadOnlyList<int>? Tiles,
    IReadOnlyList<ContentHash> Hashes,
    ContentHash? Whole,
    ContentHash Pick,
    IReadOnlyList<int> Disputed,
    IReadOnlyList<ContentHash> DisputedHashes);
