using System.Text.Json;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Api;

namespace Heliostat.Manager.Recipes;

/// <summary>What a recipe may ask for, and whether a value is what an input asks for.</summary>
internal static class InputRules
{
    /// <summary>Characters that a value may have.</summary>
    public const int ValueLengthMax = 64 * 1024;

    private const int WordsLengthMax = 500;
    private const int OptionsMax = 100;

    private static readonly string[] Types =
        [RecipeInput.String, RecipeInput.Number, RecipeInput.Boolean, RecipeInput.Text, RecipeInput.Select];

    /// <summary>What is wrong with the inputs that a recipe asks for; null for nothing.</summary>
    public static ProblemAnswer? Check(IReadOnlyList<RecipeInput> inputs)
    {
        if (inputs.Count > RecipeRequest.InputsMax)
        {
            return Invalid("", $"A recipe asks for at most {RecipeRequest.InputsMax} inputs.");
        }

        for (var i = 0; i < inputs.Count; i++)
        {
            if (WhyNot(inputs[i]) is { } why)
            {
                return Invalid($"[{i}]", why);
            }

            if (inputs.Take(i).Any(other => other.Key == inputs[i].Key))
            {
                return Invalid($"[{i}]", $"The input {inputs[i].Key} stands there twice.");
            }
        }

        return null;
    }

    /// <summary>What a value must be to be one of an input, in words; null where it is.</summary>
    public static string? WhyNot(RecipeInput input, JsonElement value) => input.Type switch
    {
        RecipeInput.Number => value.ValueKind == JsonValueKind.Number ? null : "a number",
        RecipeInput.Boolean =>
            value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "true or false",
        RecipeInput.Select => TextOf(value) is { } text && input.Options!.Any(option => option.Value == text)
            ? null
            : $"one of {string.Join(", ", input.Options!.Select(option => option.Value))}",
        RecipeInput.Text => TextOf(value) is { Length: <= ValueLengthMax }
            ? null
            : $"text of at most {ValueLengthMax} characters",
        _ => TextOf(value) is { Length: <= ValueLengthMax } line && !line.Any(char.IsControl)
            ? null
            : $"one line of text of at most {ValueLengthMax} characters",
    };

    private static string? WhyNot(RecipeInput input)
    {
        if (!Placeholders.IsKey(input.Key))
        {
            return "The key of an input has small letters, digits and underscores, a letter first, 40 at most.";
        }

        if (!Types.Contains(input.Type, StringComparer.Ordinal))
        {
            return $"The type of an input is one of {string.Join(", ", Types)}.";
        }

        if (input is { Label.Length: > WordsLengthMax } or { Description.Length: > WordsLengthMax }
            or { Placeholder.Length: > WordsLengthMax })
        {
            return $"Label, description and placeholder have at most {WordsLengthMax} characters each.";
        }

        if (WhyNotOptions(input) is { } why)
        {
            return why;
        }

        return input.DefaultValue is { ValueKind: not JsonValueKind.Null } value && WhyNot(input, value) is { } not
            ? $"The default of {input.Key} is {not}."
            : null;
    }

    private static string? WhyNotOptions(RecipeInput input)
    {
        if (input.Type != RecipeInput.Select)
        {
            return input.Options is { Count: > 0 } ? "Only an input of type select has options." : null;
        }

        return input.Options is not { Count: > 0 and <= OptionsMax } options
            || options.Any(option => option is null
                || option.Label.Length > WordsLengthMax || option.Value.Length > WordsLengthMax)
                ? $"An input of type select has 1 to {OptionsMax} options of {WordsLengthMax} characters."
                : null;
    }

    // What is no text to the byte is refused before, with the whole body.
    private static string? TextOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static ProblemAnswer Invalid(string place, string sentence) =>
        Problems.Unprocessable("input-schema-invalid", sentence, $"input_schema{place}");
}
