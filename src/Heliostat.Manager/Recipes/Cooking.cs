using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Signing;

namespace Heliostat.Manager.Recipes;

/// <summary>
/// Makes the body of a job request out of a recipe: inputs are filled into the strings of its payload, and then the
/// job's fields that came beside the inputs replace those of the payload, as a JSON merge patch (RFC 7396) does.
/// </summary>
internal static class Cooking
{
    private const string Inputs = "inputs";

    private static readonly JsonDocumentOptions Options = new()
    {
        AllowDuplicateProperties = false,
        MaxDepth = CanonicalJson.DepthMax,
    };

    /// <summary>The body of the job request; where none comes of it, <paramref name="problem"/> says why.</summary>
    public static bool TryCook(
        SealedRecipe recipe,
        byte[] body,
        [NotNullWhen(true)] out byte[]? job,
        [NotNullWhen(false)] out ProblemAnswer? problem)
    {
        (job, problem) = (null, null);
        try
        {
            using var asked = JsonDocument.Parse(body.Length == 0 ? "{}"u8.ToArray() : body, Options);
            if (asked.RootElement.ValueKind != JsonValueKind.Object)
            {
                problem = StrictJson.WrongType("");
                return false;
            }

            return TryCook(recipe, asked.RootElement, out job, out problem);
        }
        catch (JsonException)
        {
            problem = Problems.Unreadable("json-broken", JsonFault.NotJson.ToSentence());
        }
        catch (InvalidOperationException)
        {
            // Broken UTF-8 and lone surrogates are found only when text is taken out.
            problem = Problems.Unreadable(JsonFault.NotText.ToCode(), JsonFault.NotText.ToSentence());
        }

        return false;
    }

    private static bool TryCook(
        SealedRecipe recipe,
        JsonElement asked,
        [NotNullWhen(true)] out byte[]? job,
        [NotNullWhen(false)] out ProblemAnswer? problem)
    {
        job = null;
        var given = asked.TryGetProperty(Inputs, out var inputs) ? inputs : JsonElement.Parse("{}");
        if (!FilledInputs.TryRead(recipe.Inputs, given, out var filled, out problem))
        {
            return false;
        }

        var payload = filled.Fill(JsonObject.Create(recipe.Payload)!, out var isTooLarge);
        if (isTooLarge)
        {
            problem = Problems.Unprocessable(
                "cooked-too-large", $"A cooked job has at most {RequestBody.BytesMax} bytes; fill in less.", Inputs);
            return false;
        }

        foreach (var member in asked.EnumerateObject())
        {
            if (member.Name != Inputs)
            {
                Merge(payload, member.Name, member.Value);
            }
        }

        job = JsonSerializer.SerializeToUtf8Bytes(payload, CookedJson.Default.JsonObject);
        return true;
    }

    private static void Merge(JsonObject into, string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            into.Remove(name);
            return;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            into[name] = JsonNode.Parse(value.GetRawText());
            return;
        }

        if (into[name] is not JsonObject below)
        {
            into[name] = below = [];
        }

        foreach (var member in value.EnumerateObject())
        {
            Merge(below, member.Name, member.Value);
        }
    }
}
