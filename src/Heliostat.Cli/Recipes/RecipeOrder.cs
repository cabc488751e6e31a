using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Heliostat.Cli.Running;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Recipes;

/// <summary>Makes the body of a cook out of what was written on the command line.</summary>
internal static class RecipeOrder
{
    /// <summary>The body: the inputs by their keys, and the fields of a job that replace the recipe's.</summary>
    /// <param name="recipe">The recipe, which says of which type its inputs are.</param>
    /// <param name="inputs">Each as <c>key=value</c> or <c>key=@file</c>.</param>
    /// <param name="changes">Fields of a job; empty for none.</param>
    public static JsonObject Of(RecipeResource recipe, IReadOnlyList<string> inputs, JsonObject changes)
    {
        var values = new JsonObject();
        foreach (var input in inputs)
        {
            var (key, text) = Split(input);
            if (values.ContainsKey(key))
            {
                throw CliFailure.Usage("input-repeated", $"The input {key} is given twice.", "Give it once.");
            }

            values[key] = ValueOf(recipe.InputSchema.FirstOrDefault(known => known.Key == key), key, text);
        }

        changes["inputs"] = values;
        return changes;
    }

    /// <summary>The fields of a job that a file holds.</summary>
    public static JsonObject ReadChanges(FileInfo? file)
    {
        if (file is null)
        {
            return [];
        }

        try
        {
            return JsonNode.Parse(FileText.Read(file.FullName)) as JsonObject
                ?? throw new JsonException("It is not an object.");
        }
        catch (JsonException cause)
        {
            throw CliFailure.Usage(
                "job-unreadable", $"{file.Name} holds no fields of a job: {cause.Message}", "It is a JSON object.");
        }
    }

    private static (string Key, string Text) Split(string input)
    {
        var equals = input.IndexOf('=');
        if (equals < 1)
        {
            throw CliFailure.Usage(
                "input-unreadable", $"'{input}' is no input.", "Write it as --input key=value or --input key=@file.");
        }

        var text = input[(equals + 1)..];
        return (input[..equals], text.StartsWith('@') ? FileText.Read(text[1..]).TrimEnd('\n', '\r') : text);
    }

    private static JsonNode ValueOf(RecipeInput? input, string key, string text)
    {
        if (input?.Type == RecipeInput.Boolean && bool.TryParse(text, out var truth))
        {
            return truth;
        }

        if (input?.Type == RecipeInput.Number)
        {
            return decimal.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var number)
                    ? number
                    : throw CliFailure.Usage(
                        "input-invalid", $"The input {key} is a number, not '{text}'.", "Write it as 8 or 0.5.");
        }

        return text;
    }
}
