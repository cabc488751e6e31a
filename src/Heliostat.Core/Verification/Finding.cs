namespace Heliostat.Core.Verification;

/// <summary>In what a verifier does not agree with the worker.</summary>
/// <param name="BadTiles">The tiles that are unlike.</param>
/// <param name="BadHashes">What the verifier found there.</param>
/// <param name="TilesCount">Tiles compared.</param>
/// <param name="WithFirst">
/// How alike the verifier is to the first verifier, tile by tile, where that was measured.
/// </param>
/// <param name="Unanswered">True when the worker's list or pixels could not be had, so that nobody could look.</param>
/// <param name="Reason">What is unlike, in words.</param>
/// <param name="MeasuredTiles">Those of the bad tiles whose pixels were there on both sides.</param>
internal sealed record Finding(
    IReadOnlyList<int> BadTiles,
    IReadOnlyList<ContentHash> BadHashes,
    int TilesCount,
    IReadOnlyList<TileMeasure> WithFirst,
    bool Unanswered,
    string Reason,
    IReadOnlyList<int> MeasuredTiles)
{
    /// <summary>True when the pixels were agreed upon, and the delivered file was not.</summary>
    public bool IsAboutFile => BadTiles.Count == 0;

    public static Finding Unbound { get; } =
        new([], [], 0, [], false, "the delivered file does not follow from the checked pixels", []);

    public static Finding ResultDiffers { get; } =
        new([], [], 0, [], false, "the result is not what another operator's node computes", []);

    public static Finding Unlike(
        IReadOnlyList<int> tiles, IReadOnlyList<ContentHash> hashes, int count, IReadOnlyList<TileMeasure> withFirst) =>
        new(tiles, hashes, count, withFirst, false, $"{tiles.Count} of {count} tiles are unlike", []);

    public Finding WithoutAnswer() =>
        this with { Unanswered = true, Reason = "what the worker committed to could not be had" };
}
