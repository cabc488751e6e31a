using Heliostat.Core.Recipes;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Loop;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Recipes;

/// <summary>
/// Makes, changes and removes recipes. What one says is sealed before the command, so that none is ever in the journal
/// that says nothing.
/// </summary>
internal sealed class NewRecipes(ManagerLoop loop, RecipeDesk desk)
{
    /// <summary>Makes a recipe; a deed that was done before gives the one that it made then.</summary>
    public async Task<(RecipeId? Recipe, ProblemAnswer? Problem)> CreateAsync(
        OnceOnly once, Caller caller, SealedRecipe recipe, RecipeVisibility visibility, RecipeId? from)
    {
        var isKnown = ContentHash.TryParse(once.KnownName, out var content) && desk.Vault.Find(content) is not null;
        if (isKnown)
        {
            await loop.AskAsync(static _ => true);
            if (desk.Ring.FindByContent(caller.Account, content) is { } done)
            {
                return (done.Id, null);
            }
        }

        content = isKnown ? content : await desk.Vault.SealAsync(recipe, once);
        var outcome = await loop.SubmitAsync(
            new CreateRecipe(caller.Account, content, visibility, from), caller.Nonce);
        if (outcome.Refused is not { } refused)
        {
            return (outcome.Decision.Events.OfType<RecipeCreated>().Single().Recipe, null);
        }

        desk.Vault.Forget(content);
        return (null, Problems.From(refused));
    }

    /// <summary>Changes what a recipe says, or who sees it; null when it is done.</summary>
    public async Task<ProblemAnswer?> EditAsync(
        Caller caller, KnownRecipe recipe, SealedRecipe? edited, RecipeVisibility? visibility)
    {
        ContentHash? content = edited is null ? null : await desk.Vault.SealAsync(edited, OnceOnly.Unbound);
        var outcome = await loop.SubmitAsync(
            new EditRecipe(caller.Account, recipe.Id, content, visibility), caller.Nonce);
        if (content is { } name)
        {
            desk.Vault.Forget(outcome.Refused is null ? recipe.Content : name);
        }

        return outcome.Refused is { } refused ? Problems.From(refused) : null;
    }

    /// <summary>Removes a recipe; null when it is done.</summary>
    public async Task<ProblemAnswer?> RemoveAsync(Caller caller, KnownRecipe recipe)
    {
        var outcome = await loop.SubmitAsync(new RemoveRecipe(caller.Account, recipe.Id), caller.Nonce);
        if (outcome.Refused is { } refused)
        {
            return Problems.From(refused);
        }

        desk.Vault.Forget(recipe.Content);
        return null;
    }
}
