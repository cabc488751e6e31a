namespace Heliostat.Manager.Verifying;

/// <summary>In which order tiles are asked for, so that who asks and who reads the answer mean the same.</summary>
internal static class AskedTiles
{
    /// <summary>
    /// What the verifier at work hands over: the disputed tiles and those of the first verifier, ascending.
    /// </summary>
    public static IReadOnlyList<int> OfVerifier(IReadOnlyList<int> disputed, IReadOnlyList<int> ofFirst) =>
        [.. disputed.Union(ofFirst).Order()];
}
