using System.Reflection;
using System.Text.Json;
using Heliostat.Core.Recipes;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Recipes;

/// <summary>
/// The recipes that come with the program, from the files of <c>recipes/</c>: for each a JSON file that says what
/// <c>POST /v1/job-recipes</c> takes, and a Markdown file that is its quickstart.
/// </summary>
internal sealed class OfficialRecipes
{
    private const string Folder = "recipes/";
    private const string Ending = ".json";

    private readonly Dictionary<RecipeId, SealedRecipe> _byId = [];

    private OfficialRecipes(IEnumerable<(string Slug, SealedRecipe Recipe)> all)
    {
        foreach (var (slug, recipe) in all)
        {
            _byId.Add(RecipeId.OfSlug(slug), recipe);
        }
    }

    /// <summary>Those of this program.</summary>
    public static OfficialRecipes Shipped { get; } = new(ReadShipped());

    /// <summary>All of them.</summary>
    public IEnumerable<KnownRecipe> All => _byId.Keys.Order().Select(Known);

    /// <summary>The recipe, or null.</summary>
    public KnownRecipe? Find(RecipeId id) => _byId.ContainsKey(id) ? Known(id) : null;

    /// <summary>What one of them says.</summary>
    public SealedRecipe Read(RecipeId id) => _byId[id];

    private static KnownRecipe Known(RecipeId id) => new(id, null, default, RecipeVisibility.Public, null, 0, 0, null);

    private static IEnumerable<(string Slug, SealedRecipe Recipe)> ReadShipped()
    {
        var assembly = typeof(OfficialRecipes).Assembly;
        foreach (var file in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            if (file.StartsWith(Folder, StringComparison.Ordinal) && file.EndsWith(Ending, StringComparison.Ordinal))
            {
                var slug = file[Folder.Length..^Ending.Length];
                yield return (slug, Read(slug, ReadText(assembly, file), ReadText(assembly, $"{Folder}{slug}.md")));
            }
        }
    }

    private static SealedRecipe Read(string slug, string json, string quickstart)
    {
        var asked = JsonSerializer.Deserialize(json, ApiJson.Default.RecipeRequest)! with { QuickstartMd = quickstart };
        return RecipeReading.TryRead(asked, null, out var recipe, out var wrong)
            ? recipe
            : throw new FormatException($"The recipe {slug} of this program is none: {wrong.Sentence}");
    }

    private static string ReadText(Assembly assembly, string file)
    {
        using var stream = assembly.GetManifestResourceStream(file)
            ?? throw new FormatException($"This program was built without {file}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
