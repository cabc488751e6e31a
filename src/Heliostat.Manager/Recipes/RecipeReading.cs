using System.Text;
using System.Text.Json;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Signing;

namespace Heliostat.Manager.Recipes;

/// <summary>
/// Turns the body of <c>POST /v1/job-recipes</c>, or of a PUT, into what a recipe says. Whether the job that comes of
/// it is sound is seen when it is cooked.
/// </summary>
internal static class RecipeReading
{
    private const string Secret = "secret";

    /// <summary>
    /// Reads what a recipe is to say; what is left out stays as it was <paramref name="before"/>, if it was.
    /// </summary>
    public static bool TryRead(
        RecipeRequest asked, SealedRecipe? before, out SealedRecipe recipe, out ProblemAnswer problem)
    {
        recipe = null!;
        problem = (CheckPresence(asked, before) ?? CheckWords(asked))!;
        if (problem is not null)
        {
            return false;
        }

        recipe = new SealedRecipe(
            SealedRecipe.NewSalt(),
            asked.Name ?? before!.Name,
            OrBefore(asked.Description, before?.Description),
            asked.Payload ?? before!.Payload,
            asked.InputSchema ?? before?.Inputs ?? [],
            OrBefore(asked.QuickstartMd, before?.QuickstartMd),
            OrBefore(asked.ThumbnailUrl, before?.ThumbnailUrl));
        problem = (InputRules.Check(recipe.Inputs) ?? CheckPayload(recipe))!;
        return problem is null;
    }

    /// <summary>Why a recipe cannot be shown to all; null if it can.</summary>
    public static ProblemAnswer? WhyNotPublic(SealedRecipe recipe) => HoldsSecret(recipe.Payload)
        ? Problems.Unprocessable(
            "recipe-holds-secret",
            "The payload holds a secret that everyone would see; make it an input, or keep the recipe PRIVATE.",
            "payload")
        : null;

    private static ProblemAnswer? CheckPresence(RecipeRequest asked, SealedRecipe? before)
    {
        if (before is null && (asked.Name is null || asked.Payload is null))
        {
            return StrictJson.Missing(asked.Name is null ? "name" : "payload");
        }

        return asked.InputSchema?.Contains(null!) == true ? StrictJson.WrongType("input_schema") : null;
    }

    private static ProblemAnswer? CheckWords(RecipeRequest asked)
    {
        if (asked.Name is { } name && (string.IsNullOrWhiteSpace(name) || name.Length > RecipeRequest.NameLengthMax))
        {
            return Problems.Unprocessable(
                "name-invalid", $"A recipe's name has 1 to {RecipeRequest.NameLengthMax} characters.", "name");
        }

        if (asked.Description is { Length: > RecipeRequest.DescriptionLengthMax })
        {
            return Problems.Unprocessable(
                "description-invalid",
                $"A description has at most {RecipeRequest.DescriptionLengthMax} characters.",
                "description");
        }

        if (asked.QuickstartMd is { Length: > RecipeRequest.QuickstartLengthMax })
        {
            return Problems.Unprocessable(
                "quickstart-invalid",
                $"A quickstart has at most {RecipeRequest.QuickstartLengthMax} characters.",
                "quickstart_md");
        }

        return asked.ThumbnailUrl is not { Length: > 0 } url || IsUrl(url) ? null : Problems.Unprocessable(
            "url-invalid",
            $"The URL of a picture is https, of at most {RecipeRequest.UrlLengthMax} characters.",
            "thumbnail_url");
    }

    private static bool IsUrl(string text) =>
        text.Length <= RecipeRequest.UrlLengthMax
        && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && url.Scheme == Uri.UriSchemeHttps;

    private static ProblemAnswer? CheckPayload(SealedRecipe recipe)
    {
        if (recipe.Payload.ValueKind != JsonValueKind.Object)
        {
            return StrictJson.WrongType("payload");
        }

        if (!CanonicalJson.TryWrite(recipe.Payload, CanonicalForm.Plain, out var canonical, out var fault))
        {
            return Problems.Unreadable(fault.ToCode(), fault.ToSentence(), "payload");
        }

        if (canonical.Length > RecipeRequest.PayloadBytesMax)
        {
            return Problems.Unprocessable(
                "payload-too-large", $"A payload has at most {RecipeRequest.PayloadBytesMax} bytes.", "payload");
        }

        return CheckFields(recipe.Payload) ?? CheckPlaceholders(Encoding.UTF8.GetString(canonical), recipe);
    }

    private static ProblemAnswer? CheckFields(JsonElement payload)
    {
        var known = ApiJson.Default.JobRequest.Properties;
        foreach (var member in payload.EnumerateObject())
        {
            if (known.All(property => property.Name != member.Name))
            {
                return Problems.Unreadable(
                    "field-unknown", "A job has no such field; check its spelling.", $"payload.{member.Name}");
            }
        }

        return payload.TryGetProperty("parameters", out var parameters) && parameters.ValueKind == JsonValueKind.Object
            ? null
            : StrictJson.Missing("payload.parameters");
    }

    // A name of an input needs no escape in JSON, so that placeholders stand in its text as they are.
    private static ProblemAnswer? CheckPlaceholders(string payload, SealedRecipe recipe)
    {
        foreach (var key in Placeholders.In(payload))
        {
            if (recipe.Inputs.All(input => input.Key != key))
            {
                return Problems.Unprocessable(
                    "placeholder-unknown",
                    $"The payload holds {{{{{key}}}}}, and there is no such input; add it to input_schema.",
                    "payload");
            }
        }

        return null;
    }

    private static bool HoldsSecret(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().Any(
            member => (member.Name == Secret && IsText(member.Value)) || HoldsSecret(member.Value)),
        JsonValueKind.Array => json.EnumerateArray().Any(HoldsSecret),
        _ => false,
    };

    private static bool IsText(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
        && Placeholders.Whole(text) is null;

    // An empty text takes away what was there.
    private static string? OrBefore(string? asked, string? before) =>
        asked is null ? before : asked.Length == 0 ? null : asked;
}
