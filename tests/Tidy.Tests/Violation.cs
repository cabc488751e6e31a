namespace Heliostat.Tidy.Tests;

/// <summary>One place where a house rule is broken, and what to do about it.</summary>
internal sealed record Violation(string Path, int Line, string Advice)
{
    private const int ShownMax = 60;

    public override string ToString() => Line > 0 ? $"{Path}:{Line}: {Advice}" : $"{Path}: {Advice}";

    /// <summary>Fails the running test with every violation on a line of its own.</summary>
    public static void ExpectNone(IEnumerable<Violation> found)
    {
        var all = found.ToList();
        if (all.Count > 0)
        {
            Assert.Fail($"{all.Count} to mend:\n" + string.Join('\n', all.Take(ShownMax)));
        }
    }
}
