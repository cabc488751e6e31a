using Heliostat.Core;
using Heliostat.Core.Verification;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Heliostat.Storage;

namespace Heliostat.Manager.Verifying;

/// <summary>
/// Reads tile lists and pixels from the store, and makes of them the commands that the rules decide by.
/// </summary>
internal sealed class Comparison(IBlobStore store)
{
    /// <summary>Bytes of pixels that one party may hand over.</summary>
    public const int PixelBytesMax = 64 * 1024 * 1024;

    private readonly TileLists _lists = new(store);

    /// <summary>The worker's hashes beside the verifier's, for the tiles that the check is about.</summary>
    public async Task<Command?> CompareAsync(JudgeCase judged, CancellationToken cancel)
    {
        var worker = await _lists.ReadAsync(judged.Account, judged.Commitment, judged.Grid.Count, cancel);
        if (judged.Found.Tiles is { } asked)
        {
            return new CompareTiles(judged.Check, asked, At(worker, asked), judged.Found.Hashes);
        }

        var verifier = await _lists.ReadAsync(judged.Account, judged.Found.Whole!.Value, judged.Grid.Count, cancel);
        if (verifier is null)
        {
            // Without the verifier's list nothing can be said; its time runs out and another one is drawn.
            return null;
        }

        var tiles = DisputedTiles.Pick(
            judged.Found.Pick, Differing(worker, verifier), judged.First?.Tiles ?? [], judged.Claim?.Spots ?? []);
        return new CompareTiles(judged.Check, tiles, At(worker, tiles), At(verifier, tiles));
    }

    /// <summary>How alike the pixels are that the parties handed over.</summary>
    public async Task<Command?> MeasureAsync(OpenMeasure measure, CancellationToken cancel)
    {
        var judged = measure.Case;
        var firstTiles = judged.First?.Tiles ?? [];
        var asked = AskedTiles.OfVerifier(judged.Found.Disputed, firstTiles);
        var workerList = await _lists.ReadAsync(judged.Account, judged.Commitment, judged.Grid.Count, cancel);
        var worker = await ReadAsync(
            judged, measure.Worker, judged.Found.Disputed, At(workerList, judged.Found.Disputed), cancel);
        var verifier = await ReadAsync(
            judged, measure.Verifier, asked, await OfVerifierAsync(judged, asked, cancel), cancel);
        var first = await ReadAsync(judged, measure.First, firstTiles, judged.First?.Hashes ?? [], cancel);
        return new MeasureTiles(
            judged.Check, Measure(judged.Found.Disputed, verifier, worker), Measure(firstTiles, verifier, first));
    }

    private static IReadOnlyList<TileMeasure> Measure(IReadOnlyList<int> tiles, TilePixels left, TilePixels right) =>
        [.. tiles.Select(tile => new TileMeasure(tile, Likeness.Millidecibels(left.Of(tile), right.Of(tile))))];

    private static IReadOnlyList<ContentHash> At(ContentHash[]? list, IReadOnlyList<int> tiles) =>
        list is null ? [] : [.. tiles.Select(tile => list[tile])];

    private static IReadOnlyList<int> Differing(ContentHash[]? worker, ContentHash[] verifier) =>
        [.. Enumerable.Range(0, verifier.Length).Where(tile => worker is null || worker[tile] != verifier[tile])];

    private async Task<IReadOnlyList<ContentHash>> OfVerifierAsync(
        JudgeCase judged, IReadOnlyList<int> asked, CancellationToken cancel)
    {
        if (judged.Found.Whole is { } whole)
        {
            return At(await _lists.ReadAsync(judged.Account, whole, judged.Grid.Count, cancel), asked);
        }

        var hashes = judged.Found.Disputed.Zip(judged.Found.DisputedHashes).ToDictionary();
        return asked.All(hashes.ContainsKey) ? [.. asked.Select(tile => hashes[tile])] : [];
    }

    private async Task<TilePixels> ReadAsync(
        JudgeCase judged,
        BlobName? name,
        IReadOnlyList<int> asked,
        IReadOnlyList<ContentHash> committed,
        CancellationToken cancel)
    {
        if (name is null || asked.Count == 0 || committed.Count != asked.Count || name.Bytes > PixelBytesMax)
        {
            return TilePixels.None;
        }

        var bytes = await store.ReadBytes(new BlobKey(judged.Account, name.Hash), PixelBytesMax, cancel);
        return bytes is null ? TilePixels.None : TilePixels.Read(bytes, judged.Grid, asked, committed);
    }
}
