using System.Text.Json;

namespace Heliostat.Node.Runners.Plugins.Schemas;

/// <summary>
/// What a payload has to be: the part of JSON Schema that needs no explanation. A word that it does not know is refused
/// when it is read, so that nobody relies on a rule which nobody keeps.
/// </summary>
internal sealed record PayloadSchema
{
    /// <summary>How deep one schema may lie in another.</summary>
    public const int DepthMax = 16;

    /// <summary>The kinds that a value may be of; empty for any.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>The values that it may be; null for any.</summary>
    public IReadOnlyList<JsonElement>? Enum { get; init; }

    /// <summary>The least that a number may be.</summary>
    public decimal? Minimum { get; init; }

    /// <summary>The most that a number may be.</summary>
    public decimal? Maximum { get; init; }

    /// <summary>How many characters a text may have.</summary>
    public CountRule Characters { get; init; }

    /// <summary>How many items a list may have.</summary>
    public CountRule ItemCount { get; init; }

    /// <summary>What each item of a list has to be.</summary>
    public PayloadSchema? Items { get; init; }

    /// <summary>What the fields of an object have to be.</summary>
    public IReadOnlyDictionary<string, PayloadSchema> Properties { get; init; } =
        new Dictionary<string, PayloadSchema>();

    /// <summary>The fields that have to be there.</summary>
    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>Whether an object may have other fields than those named.</summary>
    public bool TakesOthers { get; init; } = true;

    /// <summary>What is wrong with a value, in a sentence that names where; null for nothing.</summary>
    public string? FindFault(JsonElement value, string place = "payload")
    {
        if (Types.Count > 0 && !Types.Any(type => IsOf(value, type)))
        {
            return $"{place} is of type {string.Join(" or ", Types)}.";
        }

        if (Enum is { } choices && !choices.Any(choice => JsonElement.DeepEquals(choice, value)))
        {
            return $"{place} is one of {string.Join(", ", choices.Select(choice => choice.GetRawText()))}.";
        }

        return value.ValueKind switch
        {
            JsonValueKind.Number => FaultOfNumber(value, place),
            JsonValueKind.String =>
                Characters.FindFault(value.GetString()!.EnumerateRunes().Count(), place, "characters"),
            JsonValueKind.Array =>
                ItemCount.FindFault(value.GetArrayLength(), place, "items") ?? FaultOfItems(value, place),
            JsonValueKind.Object => FaultOfFields(value, place),
            _ => null,
        };
    }

    private static bool IsOf(JsonElement value, string type) => (type, value.ValueKind) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String)
            or ("number", JsonValueKind.Number) or ("null", JsonValueKind.Null)
            or ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => value.TryGetDecimal(out var number) && decimal.Truncate(number) == number,
        _ => false,
    };

    private string? FaultOfNumber(JsonElement value, string place)
    {
        if (Minimum is null && Maximum is null)
        {
            return null;
        }

        return !value.TryGetDecimal(out var number) ? $"{place} is a number of at most 28 digits."
            : number < Minimum ? $"{place} is at least {Minimum}."
            : number > Maximum ? $"{place} is at most {Maximum}."
            : null;
    }

    private string? FaultOfItems(JsonElement list, string place) => Items is not { } rule
        ? null
        : list.EnumerateArray().Select((item, i) => rule.FindFault(item, $"{place}[{i}]"))
            .FirstOrDefault(fault => fault is not null);

    private string? FaultOfFields(JsonElement value, string place)
    {
        if (Required.FirstOrDefault(name => !value.TryGetProperty(name, out _)) is { } missing)
        {
            return $"{place}.{missing} is missing.";
        }

        foreach (var field in value.EnumerateObject())
        {
            var at = $"{place}.{field.Name}";
            if (!Properties.TryGetValue(field.Name, out var rule))
            {
                if (!TakesOthers)
                {
                    return $"{at} is no field that the plugin knows.";
                }
            }
            else if (rule.FindFault(field.Value, at) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }
}
