using System.Xml.Linq;

namespace Heliostat.Tidy.Tests.Layout;

public sealed class ProjectsTests
{
    private const string Core = "src/Heliostat.Core/Heliostat.Core.csproj";

    private static IEnumerable<string> All => Tree.FilesNamed(".csproj");

    [Fact]
    public void Projects_know_only_whom_they_may() => Violation.ExpectNone(
        All.Where(path => path.StartsWith("src/", StringComparison.Ordinal))
            .SelectMany(path => Projects.References(path, Tree.Read(path))));

    [Fact]
    public void Core_has_no_packages() => Violation.ExpectNone(Projects.CorePackages(Core, Tree.Read(Core)));

    [Fact]
    public void Package_versions_are_exact() => Violation.ExpectNone(
        Projects.Versions("Directory.Packages.props", Tree.Read("Directory.Packages.props")));

    [Fact]
    public void Every_project_is_in_the_solution_and_has_its_lock_file()
    {
        var solution = XDocument.Parse(Tree.Read("Heliostat.slnx")).Descendants("Project")
            .Select(project => (string?)project.Attribute("Path")).ToHashSet();
        Violation.ExpectNone(
            from path in All
            where !solution.Contains(path) || !Tree.Has($"{Path.GetDirectoryName(path)}/packages.lock.json")
            select new Violation(path, 0, "add it to Heliostat.slnx, restore it, and commit its packages.lock.json."));
    }

    [Fact]
    public void A_node_that_knows_Core_is_found()
    {
        const string Text =
            "<Project><ProjectReference Include=\"..\\Heliostat.Core\\Heliostat.Core.csproj\" /></Project>";
        Assert.Single(Projects.References("src/Heliostat.Node/Heliostat.Node.csproj", Text));
        Assert.Single(Projects.References("src/Heliostat.New/Heliostat.New.csproj", Text));
        Assert.Empty(Projects.References("src/Heliostat.Manager/Heliostat.Manager.csproj", Text));
    }

    [Fact]
    public void A_package_in_Core_is_found() => Assert.Single(
        Projects.CorePackages(Core, "<Project><PackageReference Include=\"Mapper\" /></Project>"));

    [Theory]
    [InlineData("1.*", 1)]
    [InlineData("[1.0,2.0)", 1)]
    [InlineData("1.2.3", 0)]
    public void A_version_that_floats_is_found(string version, int found) => Assert.Equal(found, Projects.Versions(
        "a.props", $"<Project><PackageVersion Include=\"A\" Version=\"{version}\" /></Project>").Count());
}
