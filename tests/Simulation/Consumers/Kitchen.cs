using Heliostat.Core;
using Heliostat.Core.Recipes;
using Heliostat.Protocol.Values;
using Heliostat.Simulation.Worlds;

namespace Heliostat.Simulation.Consumers;

/// <summary>What consumers do with their recipes, and of which ones they cook.</summary>
internal sealed class Kitchen(World world)
{
    private const int DeedMsMax = 60_000;

    private readonly Chance _chance = world.Chance;

    private IReadOnlyList<Recipe> Recipes => [.. world.Manager.Books.Recipes.All];

    /// <summary>Consumers make, change and remove recipes for as long as there is a storm.</summary>
    public void Open() => world.Agenda.In(_chance.Below(DeedMsMax), Stir);

    /// <summary>A recipe that somebody made, whoever sees it; null for most jobs.</summary>
    public RecipeId? Draw() =>
        world is { IsStormy: true, Scenario.Cooks: true }
        && Recipes is { Count: > 0 } all
        && _chance.PerMille(300)
            ? _chance.Pick(all).Id
            : null;

    private void Stir()
    {
        if (!world.IsStormy)
        {
            return;
        }

        if (world.Manager.IsUp)
        {
            world.Manager.Ask(AnyDeed());
        }

        world.Agenda.In(_chance.Below(DeedMsMax), Stir);
    }

    private Command AnyDeed()
    {
        var content = ContentHash.Of(_chance.NextId().ToByteArray());
        var (visibility, all) = ((RecipeVisibility)_chance.Below(3), Recipes);
        if (all.Count == 0 || _chance.PerMille(500))
        {
            return new CreateRecipe(_chance.Pick(world.Cast.Consumers), content, visibility, Draw());
        }

        var recipe = _chance.Pick(all);
        return _chance.Below(5) == 0
            ? new RemoveRecipe(_chance.Pick(world.Cast.Consumers), recipe.Id)
            : new EditRecipe(recipe.Account, recipe.Id, _chance.PerMille(500) ? content : null, visibility);
    }
}
