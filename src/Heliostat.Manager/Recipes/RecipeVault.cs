using System.Text.Json;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Vault;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Recipes;

/// <summary>What recipes say: it lies in the vault, and its salted hash elsewhere.</summary>
internal sealed class RecipeVault(SecretVault vault, SealQueue seals)
{
    /// <summary>Seals what a recipe says; its name is what the journal may hold.</summary>
    public async Task<ContentHash> SealAsync(SealedRecipe recipe, OnceOnly once)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(recipe, SealedRecipeJson.Default.SealedRecipe);
        var name = ContentHash.Of(bytes);
        await seals.SealAsync([new(VaultKinds.Recipe, name.ToString(), bytes), .. once.ToSeal(name.ToString())]);
        return name;
    }

    /// <summary>What was sealed under this name; null when there is nothing.</summary>
    public SealedRecipe? Find(ContentHash name) => vault.Open(VaultKinds.Recipe, name.ToString()) is { } bytes
        ? JsonSerializer.Deserialize(bytes, SealedRecipeJson.Default.SealedRecipe)
        : null;

    public void Forget(ContentHash name) => vault.Forget(VaultKinds.Recipe, name.ToString());

    /// <summary>Lets go of what a manager that died left behind.</summary>
    public void ForgetAllBut(IEnumerable<ContentHash> names)
    {
        var kept = names.Select(name => name.ToString()).ToHashSet(StringComparer.Ordinal);
        vault.Forget(VaultKinds.Recipe, [.. vault.List(VaultKinds.Recipe).Where(name => !kept.Contains(name))]);
    }
}
