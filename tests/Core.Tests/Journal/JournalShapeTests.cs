using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Heliostat.Core.Jobs;
using Heliostat.Core.Journal;
using Heliostat.Core.Scheduling;

namespace Heliostat.Core.Tests.Journal;

/// <summary>Every command and every event goes into the journal and comes out of it as it was, to the byte.</summary>
public sealed class JournalShapeTests
{
    public static TheoryData<Type, bool> Shapes =>
    [
        .. new[] { typeof(Command), typeof(Event) }
            .SelectMany(root => root.GetCustomAttributes<JsonDerivedTypeAttribute>())
            .SelectMany(shape => new[] { (shape.DerivedType, false), (shape.DerivedType, true) }),
    ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void What_is_written_is_read_again_to_the_byte(Type type, bool isLean)
    {
        var written = Write(new Generated(isLean).Make(type));
        var entry = JsonSerializer.Deserialize(written, JournalJson.Default.JournalEntry)!;
        object read = type.IsSubclassOf(typeof(Command)) ? entry.Command : entry.Events.Single();

        Assert.Equal(type, read.GetType());
        Assert.Equal(written, Write(read));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_property_is_written_and_none_that_is_left_out(Type type, bool isLean)
    {
        var made = new Generated(isLean).Make(type);
        using var json = JsonDocument.Parse(Write(made));
        var written = type.IsSubclassOf(typeof(Command))
            ? json.RootElement.GetProperty("command")
            : json.RootElement.GetProperty("events")[0];
        var kept = type.GetProperties()
            .Where(property => property.GetCustomAttribute<JsonIgnoreAttribute>() is null)
            .Where(property => property.GetValue(made) is not null)
            .Select(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));

        Assert.Equal(kept.Append("type").Order(), written.EnumerateObject().Select(field => field.Name).Order());
    }

    [Fact]
    public void A_field_that_nobody_knows_is_not_passed_over()
    {
        var written = Write(new Generated(isLean: false).Make(typeof(JobPaused)));
        written = written.Replace("\"job\":", "\"unknown\":1,\"job\":", StringComparison.Ordinal);

        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(written, JournalJson.Default.JournalEntry));
    }

    private static string Write(object shape) => JsonSerializer.Serialize(
        new JournalEntry(
            7, Network.Rules, new Instant(8), Some.Hash("seed"),
            shape as Command ?? new Tick(), shape is Event happened ? [happened] : []),
        JournalJson.Default.JournalEntry);
}
