using Heliostat.Core;
using Heliostat.Core.Recipes;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Vault;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Recipes;

/// <summary>Everything that recipes are kept and shown with.</summary>
internal sealed class RecipeDesk(SecretVault vault, SealQueue seals)
{
    public RecipeRing Ring { get; } = new();

    public RecipeVault Vault { get; } = new(vault, seals);

    /// <summary>Takes what the books hold when the manager starts.</summary>
    public void Fill(Network network)
    {
        Ring.Fill(network);
        Vault.ForgetAllBut(Ring.All.Select(recipe => recipe.Content));
    }

    /// <summary>Every recipe that a caller sees; the network owner, as everywhere, sees all.</summary>
    public IEnumerable<KnownRecipe> SeenBy(Caller caller) =>
        OfficialRecipes.Shipped.All.Concat(Ring.All.Where(recipe => MaySee(recipe, caller)));

    /// <summary>A recipe that a caller sees, and what it says; null when there is no such one.</summary>
    public (KnownRecipe Recipe, SealedRecipe Says)? Find(RecipeId id, Caller caller)
    {
        if (OfficialRecipes.Shipped.Find(id) is { } official)
        {
            return (official, OfficialRecipes.Shipped.Read(id));
        }

        return Ring.Find(id) is { } recipe && MaySee(recipe, caller) && Vault.Find(recipe.Content) is { } says
            ? (recipe, says)
            : null;
    }

    /// <summary>A recipe as the API shows it; null when it was changed or removed a moment ago.</summary>
    public RecipeResource? Show(KnownRecipe recipe, Caller caller) => Find(recipe.Id, caller) is var (now, says)
        ? Show(now, says, caller.Account)
        : null;

    /// <summary>The same, where what it says was read already.</summary>
    public static RecipeResource Show(KnownRecipe recipe, SealedRecipe says, AccountId caller) => new()
    {
        Uuid = recipe.Id.Value,
        Name = says.Name,
        Description = says.Description,
        Visibility = WordOf(recipe.Visibility),
        Payload = says.Payload,
        InputSchema = says.Inputs,
        QuickstartMd = says.QuickstartMd,
        ThumbnailUrl = says.ThumbnailUrl,
        IsOfficial = recipe.IsOfficial,
        IsOwner = recipe.Account == caller,
        ForkedFromRecipeUuid = recipe.ForkedFrom?.Value,
        CreatedAt = recipe.IsOfficial ? null : recipe.CreatedAtMs,
        UpdatedAt = recipe.IsOfficial ? null : recipe.UpdatedAtMs,
        LastUsedAt = recipe.Account == caller ? recipe.LastUsedAtMs : null,
    };

    private static string WordOf(RecipeVisibility visibility) => visibility.ToString().ToUpperInvariant();

    private static bool MaySee(KnownRecipe recipe, Caller caller) => caller.IsOwner || recipe.IsSeenBy(caller.Account);
}
