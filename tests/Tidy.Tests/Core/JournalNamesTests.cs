using System.Reflection;
using System.Text.Json.Serialization;

namespace Heliostat.Tidy.Tests.Core;

public sealed class JournalNamesTests
{
    private static readonly Assembly Rules = Assembly.Load("Heliostat.Core");

    [Theory]
    [InlineData("Heliostat.Core.Command")]
    [InlineData("Heliostat.Core.Event")]
    public void Everything_journalled_has_its_name(string root) =>
        Violation.ExpectNone(JournalNames.Find(Rules.GetType(root, throwOnError: true)!, Rules.GetTypes()));

    [Fact]
    public void A_name_that_is_missing_or_another_is_found() =>
        Assert.Equal(2, JournalNames.Find(
            typeof(Happening), [typeof(GoodHappened), typeof(BadHappened), typeof(NewHappened)]).Count());

    [JsonDerivedType(typeof(GoodHappened), "good-happened")]
    [JsonDerivedType(typeof(BadHappened), "bad")]
    private abstract record Happening;

    private sealed record GoodHappened : Happening;

    private sealed record BadHappened : Happening;

    private sealed record NewHappened : Happening;
}
