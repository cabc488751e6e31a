namespace Heliostat.Tidy.Tests.Core;

public sealed class RefusalCodesTests
{
    private const int CodesMin = 100;

    private static readonly IReadOnlyList<SourceFile> Product =
    [
        .. Tree.Sources.Where(file => file.IsCore
            || file.Path.StartsWith("src/Heliostat.Manager/", StringComparison.Ordinal)),
    ];

    private static readonly IReadOnlyList<SourceFile> Tests =
    [
        .. Tree.Sources.Where(file => file.Path.StartsWith("tests/", StringComparison.Ordinal)
            && !file.Path.StartsWith("tests/Tidy.Tests/", StringComparison.Ordinal)),
    ];

    /// <summary>Codes of hosts that are full, too slow or on their way out, which no test brings about yet.</summary>
    private static readonly string[] Untested =
    [
        "key-expired", "manager-busy", "manager-stopped", "registrations-too-many", "too-many-nonces", "views-behind",
    ];

    [Fact]
    public void Each_refusal_is_given_by_some_test() => Violation.ExpectNone(RefusalCodes.FindUntested(Product, Tests)
        .Where(found => !Untested.Any(code => found.Advice.Contains($"'{code}'", StringComparison.Ordinal))));

    [Fact]
    public void What_is_said_to_be_untested_is() => Assert.Equal(
        Untested.Order(),
        RefusalCodes.FindUntested(Product, Tests).Select(found => found.Advice.Split('\'')[1]).Distinct().Order());

    [Fact]
    public void There_are_about_as_many_as_people_know_of() =>
        Assert.True(Product.SelectMany(RefusalCodes.In).Select(given => given.Code).Distinct().Count() >= CodesMin);

    [Theory]
    [InlineData("""return new Refusal("node-lost", "It is gone.");""", "node-lost")]
    [InlineData("""new Refusal(\n    "key-exists", $"{x}")""", "key-exists")]
    [InlineData("""wrong = Problems.Unprocessable("kind-invalid", "No.", "kind");""", "kind-invalid")]
    [InlineData("""private static readonly Refusal Over = new("session-over", "Over.");""", "session-over")]
    [InlineData("""= new(StatusCodes.Status409Conflict, "job-final", "Final.");""", "job-final")]
    public void A_code_is_found_however_it_is_given(string text, string code) => Assert.Equal(
        code,
        RefusalCodes.In(SourceFile.Snippet(text.Replace("\\n", "\n", StringComparison.Ordinal))).Single().Code);

    [Fact]
    public void A_code_that_no_test_knows_is_found()
    {
        var source = SourceFile.Snippet("""new Refusal("made-up", "No.");""");

        Assert.Single(RefusalCodes.FindUntested([source], [SourceFile.Snippet("made-up")]));
        Assert.Empty(RefusalCodes.FindUntested([source], [SourceFile.Snippet("\"made-up\"")]));
    }
}
