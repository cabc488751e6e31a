namespace Heliostat.Tidy.Tests.Papers;

/// <summary>Links between our own papers, and from them into the tree, lead somewhere.</summary>
internal static class Links
{
    public static IEnumerable<Violation> Find(Paper paper) =>
        from link in paper.Links
        where !link.Target.Contains("://", StringComparison.Ordinal)
        where !link.Target.StartsWith("mailto:", StringComparison.Ordinal)
        where !Leads(paper, link.Target)
        select new Violation(paper.Path, link.Line, $"the link to '{link.Target}' leads nowhere: mend or remove it.");

    private static bool Leads(Paper paper, string target)
    {
        var parts = target.Split('#', 2);
        if (parts[0].Length == 0)
        {
            return paper.Anchors.Contains(parts[1]);
        }

        var path = Path.GetRelativePath(Tree.Root, Path.GetFullPath(Path.Combine(Tree.Root, paper.Folder, parts[0])));
        if (path.StartsWith("..", StringComparison.Ordinal) || !Tree.Has(path))
        {
            return false;
        }

        return parts.Length == 1
            || !path.EndsWith(".md", StringComparison.Ordinal)
            || new Paper(path, Tree.Read(path)).Anchors.Contains(parts[1]);
    }
}
