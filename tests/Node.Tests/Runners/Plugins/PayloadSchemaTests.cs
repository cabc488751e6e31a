using System.Text.Json;
using Heliostat.Node.Runners.Plugins.Folders;
using Heliostat.Node.Runners.Plugins.Schemas;

namespace Heliostat.Node.Tests.Runners.Plugins;

/// <summary>What a payload has to be, as <c>payload_schema</c> says it.</summary>
public sealed class PayloadSchemaTests
{
    [Theory]
    [InlineData("{}", "5", null)]
    [InlineData("""{"type": "object"}""", "[]", "payload is of type object.")]
    [InlineData("""{"type": ["string", "null"]}""", "null", null)]
    [InlineData("""{"type": ["string", "null"]}""", "5", "payload is of type string or null.")]
    [InlineData("""{"type": "integer"}""", "5.0", null)]
    [InlineData("""{"type": "integer"}""", "5.5", "payload is of type integer.")]
    [InlineData("""{"type": "number"}""", "5.5", null)]
    [InlineData("""{"type": "boolean"}""", "false", null)]
    [InlineData("""{"enum": ["a", 1]}""", "1.0", null)]
    [InlineData("""{"enum": ["a", 1]}""", "\"b\"", "payload is one of \"a\", 1.")]
    [InlineData("""{"const": {"a": 1}}""", """{"a": 1}""", null)]
    [InlineData("""{"const": 2}""", "3", "payload is one of 2.")]
    [InlineData("""{"minimum": 2}""", "2", null)]
    [InlineData("""{"minimum": 2}""", "1.9", "payload is at least 2.")]
    [InlineData("""{"maximum": 2}""", "3", "payload is at most 2.")]
    [InlineData("""{"maximum": 2}""", "1e40", "payload is a number of at most 28 digits.")]
    [InlineData("""{"minLength": 2, "minItems": 3}""", "\"üb\"", null)]
    [InlineData("""{"minLength": 2}""", "\"😀\"", "payload has at least 2 characters.")]
    [InlineData("""{"maxLength": 2}""", "\"abc\"", "payload has at most 2 characters.")]
    [InlineData("""{"minItems": 1, "minLength": 0}""", "[]", "payload has at least 1 items.")]
    [InlineData("""{"maxItems": 1}""", "[1, 2]", "payload has at most 1 items.")]
    [InlineData("""{"items": {"type": "string"}}""", """["a", 1]""", "payload[1] is of type string.")]
    [InlineData("""{"required": ["a"]}""", "{}", "payload.a is missing.")]
    [InlineData(
        """{"properties": {"a": {"properties": {"b": {"maximum": 1}}}}}""",
        """{"a": {"b": 2}}""",
        "payload.a.b is at most 1.")]
    [InlineData("""{"properties": {"a": {}}}""", """{"b": 2}""", null)]
    [InlineData(
        """{"properties": {"a": {}}, "additionalProperties": false}""",
        """{"b": 2}""",
        "payload.b is no field that the plugin knows.")]
    public void A_payload_is_compared_with_it(string schema, string payload, string? fault)
    {
        var faults = new List<PluginFault>();
        var read = SchemaReader.Read(JsonElement.Parse(schema), "schema", faults);

        Assert.Empty(faults);
        Assert.Equal(fault, read.FindFault(JsonElement.Parse(payload)));
    }

    [Theory]
    [InlineData("""{"type": "text"}""", "s.type")]
    [InlineData("""{"enum": []}""", "s.enum")]
    [InlineData("""{"minimum": "2"}""", "s.minimum")]
    [InlineData("""{"minLength": -1}""", "s.minLength")]
    [InlineData("""{"required": "a"}""", "s.required")]
    [InlineData("""{"additionalProperties": {}}""", "s.additionalProperties")]
    [InlineData("""{"properties": {"a": {"items": {"$ref": "#"}}}}""", "s.properties.a.items.$ref")]
    [InlineData("""{"properties": []}""", "s.properties")]
    public void A_word_that_it_does_not_know_is_refused(string schema, string field)
    {
        var faults = new List<PluginFault>();
        SchemaReader.Read(JsonElement.Parse(schema), "s", faults);

        Assert.Equal(field, Assert.Single(faults).Field);
    }

    [Fact]
    public void Schemas_lie_only_so_deep_in_one_another()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"items\": ", 20)) + "{}" + new string('}', 20);
        var faults = new List<PluginFault>();

        SchemaReader.Read(JsonElement.Parse(deep), "s", faults);

        Assert.Contains("at most 16", Assert.Single(faults).Reason, StringComparison.Ordinal);
    }
}
