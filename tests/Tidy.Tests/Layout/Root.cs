namespace Heliostat.Tidy.Tests.Layout;

/// <summary>The first page that a visitor sees is short.</summary>
internal static class Root
{
    public const int EntriesMax = 30;

    public static IEnumerable<Violation> Entries(IEnumerable<string> files)
    {
        var entries = files.Select(path => path.Split('/')[0]).Distinct().Order(StringComparer.Ordinal).ToList();
        return entries.Count <= EntriesMax
            ? []
            : [new(".", 0, $"{entries.Count} entries at the root, {EntriesMax} at most: {string.Join(' ', entries)}")];
    }
}
