using System.Text.Json;
using Heliostat.Node.Runners.Plugins.Folders;

namespace Heliostat.Node.Runners.Plugins.Schemas;

/// <summary>Reads a schema, and says of every word of it what is wrong with it.</summary>
internal sealed class SchemaReader
{
    private static readonly string[] Types =
        ["object", "array", "string", "number", "integer", "boolean", "null"];

    // The first line is for people and says nothing of the value.
    private static readonly string[] Words =
    [
        "$schema", "title", "description", "default", "examples",
        "type", "enum", "const", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "items",
        "properties", "required", "additionalProperties",
    ];

    private readonly FieldReader _fields;
    private readonly string _place;
    private readonly int _depth;
    private readonly List<PluginFault> _faults;

    private SchemaReader(JsonElement given, string place, int depth, List<PluginFault> faults)
    {
        (_place, _depth, _faults) = (place, depth, faults);
        _fields = new FieldReader(given, place + ".", faults);
        _fields.Only(Words);
    }

    /// <summary>Reads a schema; what is wrong is added to the faults.</summary>
    public static PayloadSchema Read(JsonElement given, string place, List<PluginFault> faults, int depth = 0)
    {
        if (given.ValueKind == JsonValueKind.Object && depth < PayloadSchema.DepthMax)
        {
            return new SchemaReader(given, place, depth, faults).Read();
        }

        faults.Add(new PluginFault(place, $"It is an object, at most {PayloadSchema.DepthMax} in one another."));
        return new PayloadSchema();
    }

    private PayloadSchema Read() => new()
    {
        Types = ReadTypes(),
        Enum = ReadEnum(),
        Minimum = ReadNumber("minimum"),
        Maximum = ReadNumber("maximum"),
        Characters = new CountRule(ReadCount("minLength"), ReadCount("maxLength")),
        ItemCount = new CountRule(ReadCount("minItems"), ReadCount("maxItems")),
        Items = _fields.Find("items") is { } items ? Read(items, $"{_place}.items", _faults, _depth + 1) : null,
        Properties = ReadProperties(),
        Required = ReadTexts("required"),
        TakesOthers = ReadTakesOthers(),
    };

    private IReadOnlyList<string> ReadTypes()
    {
        var types = _fields.Find("type") is { ValueKind: JsonValueKind.String } one
            ? [one.GetString()!]
            : ReadTexts("type");
        if (types.Any(type => !Types.Contains(type)))
        {
            _fields.Fault("type", $"It is {string.Join(", ", Types)}, or a list of these.");
        }

        return types;
    }

    private List<JsonElement>? ReadEnum()
    {
        if (_fields.Find("const") is { } single)
        {
            return [single.Clone()];
        }

        switch (_fields.Find("enum"))
        {
            case null:
                return null;
            case { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() > 0:
                return [.. list.EnumerateArray().Select(value => value.Clone())];
            default:
                _fields.Fault("enum", "It is a list of at least one value.");
                return null;
        }
    }

    private decimal? ReadNumber(string name)
    {
        if (_fields.Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number))
        {
            return number;
        }

        _fields.Fault(name, "It is a number of at most 28 digits.");
        return null;
    }

    private int? ReadCount(string name)
    {
        if (_fields.Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count >= 0)
        {
            return count;
        }

        _fields.Fault(name, "It is a whole number from 0.");
        return null;
    }

    private IReadOnlyList<string> ReadTexts(string name)
    {
        switch (_fields.Find(name))
        {
            case null:
                return [];
            case { ValueKind: JsonValueKind.Array } list
                when list.EnumerateArray().All(value => value.ValueKind == JsonValueKind.String):
                return [.. list.EnumerateArray().Select(value => value.GetString()!)];
            default:
                _fields.Fault(name, "It is a list of texts.");
                return [];
        }
    }

    private Dictionary<string, PayloadSchema> ReadProperties()
    {
        var read = new Dictionary<string, PayloadSchema>();
        switch (_fields.Find("properties"))
        {
            case null:
                break;
            case { ValueKind: JsonValueKind.Object } given:
                foreach (var field in given.EnumerateObject())
                {
                    read[field.Name] = Read(field.Value, $"{_place}.properties.{field.Name}", _faults, _depth + 1);
                }

                break;
            default:
                _fields.Fault("properties", "It is an object of schemas.");
                break;
        }

        return read;
    }

    private bool ReadTakesOthers()
    {
        switch (_fields.Find("additionalProperties"))
        {
            case null or { ValueKind: JsonValueKind.True }:
                return true;
            case { ValueKind: JsonValueKind.False }:
                return false;
            default:
                _fields.Fault("additionalProperties", "It is true or false.");
                return true;
        }
    }
}
