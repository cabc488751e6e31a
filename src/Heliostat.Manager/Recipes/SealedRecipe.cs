using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Heliostat.Protocol.Api;

namespace Heliostat.Manager.Recipes;

/// <summary>What a recipe says, as the vault keeps it.</summary>
/// <param name="Salt">Random, so that nobody finds what it says by the name under which it is sealed.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Payload">A job request with placeholders.</param>
/// <param name="Inputs">What is asked for before it is cooked.</param>
/// <param name="QuickstartMd">How to use it.</param>
/// <param name="ThumbnailUrl">A picture of it.</param>
internal sealed record SealedRecipe(
    string Salt,
    string Name,
    string? Description,
    JsonElement Payload,
    IReadOnlyList<RecipeInput> Inputs,
    string? QuickstartMd,
    string? ThumbnailUrl)
{
    private const int SaltBytes = 16;

    public static string NewSalt() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SaltBytes));
}

/// <summary>How it is written into the vault.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SealedRecipe))]
internal sealed partial class SealedRecipeJson : JsonSerializerContext;
