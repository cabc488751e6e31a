namespace Heliostat.Tidy.Tests.Core;

public sealed class DeterminismTests
{
    [Fact]
    public void Core_has_no_floating_point() => ExpectNone(Determinism.FloatingPoint);

    [Fact]
    public void Core_does_not_wait() => ExpectNone(Determinism.Waiting);

    [Fact]
    public void Core_walks_no_hash_collection() => ExpectNone(Determinism.HashOrder);

    [Fact]
    public void Core_hands_no_hash_collection_to_others_as_a_sequence() =>
        Violation.ExpectNone(HashSequences.Find(CoreSources.Compile()));

    [Theory]
    [InlineData("static double M() => 1;")]
    [InlineData("static long M(long a) => (long)(a * 1.5);")]
    [InlineData("static float f;")]
    [InlineData("static long M(System.TimeSpan a) => (long)a.TotalSeconds;")]
    public void Floating_point_is_found(string member) => Assert.NotEmpty(Found(member, Determinism.FloatingPoint));

    [Fact]
    public void A_long_switch_is_read_to_its_end()
    {
        const string Cases =
            "case 0: return 7; case 1: return 9; case 2: return 11; case 3: return 13; case 4: return 15;";

        Assert.Empty(Found($"static int M(int a) {{ switch (a) {{ {Cases} }} return 0; }}", Determinism.FloatingPoint));
        Assert.NotEmpty(Found(
            $"static int M(int a) {{ switch (a) {{ {Cases} }} return (int)(a * 1.5); }}", Determinism.FloatingPoint));
    }

    [Fact]
    public void An_async_method_is_found() => Assert.NotEmpty(Found(
        "static async System.Threading.Tasks.Task M() { await System.Threading.Tasks.Task.Yield(); }",
        Determinism.Waiting));

    [Theory]
    [InlineData("static void M(Dictionary<int, int> a) { foreach (var b in a) { } }")]
    [InlineData("static void M(Dictionary<int, int> a) { foreach (var b in a.Values) { } }")]
    [InlineData("static void M(HashSet<int> a) { foreach (var b in a) { } }")]
    [InlineData("static void M(HashSet<int> a) { var b = new int[1]; a.CopyTo(b); }")]
    public void A_walk_over_a_hash_collection_is_found(string member) =>
        Assert.NotEmpty(Found(member, Determinism.HashOrder));

    [Theory]
    [InlineData("static bool M(Dictionary<int, int> a) => a.ContainsKey(1) && a.Count > 0;")]
    [InlineData("static void M(SortedDictionary<int, int> a) { foreach (var b in a.Values) { } }")]
    public void Looking_up_and_walking_in_order_are_fine(string member) =>
        Assert.Empty(Found(member, Determinism.HashOrder));

    [Theory]
    [InlineData("static int M(HashSet<int> a) => a.First();", 1)]
    [InlineData("static List<int> M(HashSet<int> a) => [.. a];", 1)]
    [InlineData("static IEnumerable<int> M(HashSet<int> a) => a;", 1)]
    [InlineData("static IReadOnlyDictionary<int, int> M(Dictionary<int, int> a) => a;", 1)]
    [InlineData("static IEnumerable<int> M(Dictionary<int, int> a) => a.Values;", 1)]
    [InlineData("static bool M(HashSet<int> a, SortedSet<int> b) => a.Contains(b.First());", 0)]
    [InlineData("static int M(Dictionary<int, int> a) => a.GetValueOrDefault(1);", 0)]
    [InlineData("static IEnumerable<int> M(SortedDictionary<int, int> a) => a.Values;", 0)]
    public void A_hash_collection_as_a_sequence_is_found(string member, int found) =>
        Assert.Equal(found, HashSequences.Find(CoreSources.Compile(Source(member))).Count());

    private static void ExpectNone(Func<CoreCode, IEnumerable<Violation>> rule)
    {
        using var code = new CoreCode(File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Heliostat.Core.dll")));
        Assert.NotEmpty(code.Methods());
        Violation.ExpectNone(rule(code));
    }

    private static List<Violation> Found(string member, Func<CoreCode, IEnumerable<Violation>> rule)
    {
        using var image = new MemoryStream();
        var result = CoreSources.Compile(Source(member)).Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        using var code = new CoreCode(new MemoryStream(image.ToArray()));
        return [.. rule(code)];
    }

    private static SourceFile Source(string member) => SourceFile.Snippet(
        $"using System.Collections.Generic; using System.Linq; static class A {{ {member} }}");
}
