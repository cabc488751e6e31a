namespace Heliostat.Core.Verification;

/// <summary>What a first verifier disagreed about.</summary>
/// <param name="Check">Its check.</param>
/// <param name="Verifier">The verifier.</param>
/// <param name="Tiles">The bad tiles; empty when it is about the file, or about a recomputed result.</param>
/// <param name="Hashes">What it found there.</param>
/// <param name="Unanswered">True when the worker's list or pixels could not be had.</param>
/// <param name="Result">The result that it computed, where the whole unit was recomputed.</param>
public sealed record Dispute(
    CheckId Check,
    NodeId Verifier,
    IReadOnlyList<int> Tiles,
    IReadOnlyList<ContentHash> Hashes,
    bool Unanswered,
    ContentHash? Result)
{
    /// <summary>True when the pixels were agreed upon, and the delivered file was not.</summary>
    [JsonIgnore]
    public bool IsAboutFile => Tiles.Count == 0 && Result is null;
}
