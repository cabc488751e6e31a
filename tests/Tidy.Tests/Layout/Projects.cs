using System.Xml.Linq;

namespace Heliostat.Tidy.Tests.Layout;

/// <summary>Which project may know which: the arrows of ARCHITECTURE.md.</summary>
internal static class Projects
{
    private static readonly Dictionary<string, string[]> MayKnow = new()
    {
        ["Heliostat.Cli"] = ["Heliostat.Client", "Heliostat.Manager", "Heliostat.Node"],
        ["Heliostat.Manager"] = ["Heliostat.Core", "Heliostat.Protocol", "Heliostat.Storage"],
        ["Heliostat.Node"] = ["Heliostat.Protocol", "Heliostat.Storage"],
        ["Heliostat.Client"] = ["Heliostat.Protocol", "Heliostat.Storage"],
        ["Heliostat.Core"] = ["Heliostat.Protocol"],
        ["Heliostat.Storage"] = ["Heliostat.Protocol"],
        ["Heliostat.Protocol"] = [],
    };

    public static IEnumerable<Violation> References(string path, string text)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        if (!MayKnow.TryGetValue(name, out var allowed))
        {
            return [new(path, 0, $"'{name}' is new under src: say in {nameof(Projects)} whom it may know.")];
        }

        return from reference in Items(text, "ProjectReference")
               let known = Path.GetFileNameWithoutExtension(reference.Replace('\\', '/'))
               where !allowed.Contains(known)
               select new Violation(path, 0, $"{name} may know only [{string.Join(", ", allowed)}], not {known}.");
    }

    /// <summary>Core has no packages but analysers, which leave nothing in it.</summary>
    public static IEnumerable<Violation> CorePackages(string path, string text) =>
        from reference in XDocument.Parse(text).Descendants("PackageReference")
        where (string?)reference.Attribute("PrivateAssets") != "all"
        let name = (string?)reference.Attribute("Include")
        select new Violation(path, 0, $"Core may not use {name}: rules need no packages.");

    public static IEnumerable<Violation> Versions(string path, string text) =>
        from package in XDocument.Parse(text).Descendants("PackageVersion")
        let version = (string?)package.Attribute("Version") ?? ""
        let name = (string?)package.Attribute("Include")
        where version.IndexOfAny(['*', '[', '(', ',']) >= 0 || version.Length == 0
        select new Violation(path, 0, $"{name} floats ('{version}'): name one version.");

    public static IEnumerable<string> Items(string text, string name) =>
        XDocument.Parse(text).Descendants(name).Select(item => (string?)item.Attribute("Include")).OfType<string>();
}
