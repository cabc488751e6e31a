using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Api;

namespace Heliostat.Manager.Recipes;

/// <summary>The values of a recipe's inputs, each of its type, and how they get into a payload's strings.</summary>
internal sealed class FilledInputs
{
    // A container's program and its variables: each of them is text, also where it says a number.
    private static readonly string[] Texts = ["command", "env"];

    private readonly Dictionary<string, JsonElement?> _values = new(StringComparer.Ordinal);
    private long _charactersLeft = RequestBody.BytesMax;

    private FilledInputs()
    {
    }

    /// <summary>Reads values; where one is missing, unknown or of another type, it is named.</summary>
    public static bool TryRead(
        IReadOnlyList<RecipeInput> schema,
        JsonElement given,
        out FilledInputs filled,
        [NotNullWhen(false)] out ProblemAnswer? problem)
    {
        (filled, problem) = (new FilledInputs(), null);
        if (given.ValueKind != JsonValueKind.Object)
        {
            problem = StrictJson.WrongType("inputs");
            return false;
        }

        foreach (var member in given.EnumerateObject())
        {
            if (schema.All(input => input.Key != member.Name))
            {
                problem = Problems.Unreadable(
                    "input-unknown",
                    $"The recipe has no such input; it has {Words(schema)}.",
                    $"inputs.{member.Name}");
                return false;
            }
        }

        foreach (var input in schema)
        {
            problem = filled.Take(input, given);
            if (problem is not null)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Fills the values into every string of a payload; member names are left as they are.</summary>
    public JsonObject Fill(JsonObject payload, out bool isTooLarge)
    {
        var made = (JsonObject)Fill(payload, isText: false)!;
        isTooLarge = _charactersLeft < 0;
        return made;
    }

    private ProblemAnswer? Take(RecipeInput input, JsonElement given)
    {
        var value = given.TryGetProperty(input.Key, out var told) && told.ValueKind != JsonValueKind.Null
            ? told
            : input.DefaultValue is { ValueKind: not JsonValueKind.Null } usual ? usual
            : (JsonElement?)null;
        var field = $"inputs.{input.Key}";
        if (value is null || (input.Required == true && IsEmpty(value.Value)))
        {
            _values[input.Key] = null;
            return input.Required == true
                ? Problems.Unreadable("input-missing", $"The recipe needs the input {input.Key}.", field)
                : null;
        }

        _values[input.Key] = value;
        return InputRules.WhyNot(input, value.Value) is { } not
            ? Problems.Unreadable("input-invalid", $"The input {input.Key} is {not}.", field)
            : null;
    }

    private JsonNode? Fill(JsonNode? node, bool isText)
    {
        switch (node)
        {
            case JsonObject members:
                return new JsonObject(members
                    .Select(member => KeyValuePair.Create(
                        member.Key, Fill(member.Value, isText || Texts.Contains(member.Key, StringComparer.Ordinal))))
                    .Where(member => member.Value is not null));
            case JsonArray items:
                return new JsonArray([.. items.Select(item => Fill(item, isText))]);
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                return Fill(value.GetValue<string>(), isText);
            default:
                return node?.DeepClone();
        }
    }

    // A string that is one placeholder becomes the number or the truth that is filled in, so that fields such as
    // gpu_count can be filled. What holds texts only gets its text. Nothing that is filled in is ever read as JSON.
    private JsonNode? Fill(string text, bool isText)
    {
        if (!isText && Placeholders.Whole(text) is { } key && Of(key) is var whole
            && (whole is null || whole.Value.ValueKind != JsonValueKind.String))
        {
            return whole is { } value ? JsonNode.Parse(value.GetRawText()) : null;
        }

        var filled = Placeholders.Replace(text, TextOf);
        _charactersLeft -= filled.Length;
        return JsonValue.Create(filled);
    }

    private JsonElement? Of(string key) => _values.GetValueOrDefault(key);

    // Over the limit no more is put together: the job is refused anyway.
    private string TextOf(string key)
    {
        var text = Of(key) is not { } value ? ""
            : value.ValueKind == JsonValueKind.String ? value.GetString()!
            : value.GetRawText();
        if (_charactersLeft < text.Length)
        {
            _charactersLeft = -1;
            return "";
        }

        _charactersLeft -= text.Length;
        return text;
    }

    private static bool IsEmpty(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(value.GetString());

    private static string Words(IReadOnlyList<RecipeInput> schema) =>
        schema.Count == 0 ? "none" : string.Join(", ", schema.Select(input => input.Key));
}

/// <summary>How a cooked job is written.</summary>
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class CookedJson : JsonSerializerContext;
