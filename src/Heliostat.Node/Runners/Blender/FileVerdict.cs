namespace Heliostat.Node.Runners.Blender;

/// <summary>Whether a delivered file is what follows from the checked pixels.</summary>
/// <param name="Bound">True when it is.</param>
/// <param name="Reason">
/// In kebab case: <c>equal</c>, <c>alike</c> (JPEG), <c>pixels-differ</c>, <c>size-differs</c>, <c>undecodable</c>,
/// <c>passes-missing</c>, <c>passes-undecodable</c>, <c>passes-differ</c>.
/// </param>
/// <param name="Millidecibels">Thousandths of a decibel by which it is alike; null where equal or not measured.</param>
/// <param name="Notes">
/// What an honest scene can also give: <c>all-black</c>, <c>all-transparent</c>, <c>not-finite</c>.
/// </param>
internal sealed record FileVerdict(bool Bound, string Reason, int? Millidecibels, IReadOnlyList<string> Notes)
{
    /// <summary>A verdict without anything measured.</summary>
    public static FileVerdict No(string reason) => new(false, reason, null, []);
}
