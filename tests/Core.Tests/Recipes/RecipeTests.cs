using Heliostat.Core.Accounts;
using Heliostat.Core.Jobs;
using Heliostat.Core.Recipes;
using Heliostat.Protocol.Values;

namespace Heliostat.Core.Tests.Recipes;

/// <summary>Templates for jobs: who has them, who sees them, and what is cooked of them.</summary>
public sealed class RecipeTests
{
    private static readonly RecipeId Unknown = new(Guid.Empty);

    [Fact]
    public void A_consumer_makes_a_recipe_and_a_restart_keeps_it()
    {
        var given = Given.Nodes(0);
        var made = Make(given, RecipeVisibility.Public, Unknown);
        given.Restart();

        var recipe = given.Network.Recipes.Find(given.Consumer, made)!;
        Assert.Equal(
            (given.Consumer, Some.Hash("content"), RecipeVisibility.Public, (RecipeId?)Unknown),
            (recipe.Account, recipe.Content, recipe.Visibility, recipe.ForkedFrom));
        Assert.Equal((given.Now, given.Now, null), (recipe.CreatedAt, recipe.UpdatedAt, recipe.LastUsedAt));
    }

    [Fact]
    public void A_recipe_is_a_consumers_and_does_not_begin_in_the_archive()
    {
        var given = Given.Nodes(1);
        Assert.Equal("consumer-unknown", given.RefusedCode(Asked(given.OperatorOf(given[0]))));
        Assert.Equal("consumer-unknown", given.RefusedCode(Asked(new AccountId(Guid.Empty))));
        Assert.Equal("visibility-invalid", given.RefusedCode(Asked(given.Consumer, RecipeVisibility.Archived)));
    }

    [Fact]
    public void An_account_has_a_hundred_recipes_and_one_that_is_removed_makes_room()
    {
        var given = Given.Nodes(0);
        var first = Make(given);
        for (var i = 1; i < CreateRecipe.RecipesPerAccountMax; i++)
        {
            Make(given);
        }

        Assert.Equal("recipes-too-many", given.RefusedCode(Asked(given.Consumer)));
        Assert.Null(given.RefusedCode(Asked(given.Account(AccountKind.Consumer))));

        Assert.Equal(["RecipeRemoved"], Given.Names(given.When(new RemoveRecipe(given.Consumer, first))));
        given.Restart();
        Assert.Null(given.Network.Recipes.Find(first));
        Assert.Null(given.RefusedCode(Asked(given.Consumer)));
        Assert.Equal("recipes-too-many", given.RefusedCode(Asked(given.Consumer)));
    }

    [Fact]
    public void Nobody_touches_the_recipe_of_another_account_nor_forks_what_it_does_not_see()
    {
        var given = Given.Nodes(0);
        var (hidden, shown) = (Make(given), Make(given, RecipeVisibility.Public));
        var other = given.Account(AccountKind.Consumer);
        foreach (var recipe in new[] { hidden, shown, Unknown })
        {
            Assert.Equal("recipe-unknown", given.RefusedCode(new RemoveRecipe(other, recipe)));
            Assert.Equal(
                "recipe-unknown",
                given.RefusedCode(new EditRecipe(other, recipe, Some.Hash("theirs"), RecipeVisibility.Private)));
        }

        Assert.Equal("recipe-unknown", given.RefusedCode(Asked(other, RecipeVisibility.Private, hidden)));
        Assert.Null(given.RefusedCode(Asked(other, RecipeVisibility.Private, shown)));
        Assert.Null(given.RefusedCode(Asked(given.Consumer, RecipeVisibility.Private, hidden)));
    }

    [Fact]
    public void What_is_edited_is_recorded_and_what_stays_is_not()
    {
        var given = Given.Nodes(0);
        var recipe = Make(given);
        Assert.Empty(given.When(new EditRecipe(given.Consumer, recipe, null, null)).Events);
        Assert.Empty(given.When(
            new EditRecipe(given.Consumer, recipe, Some.Hash("content"), RecipeVisibility.Private)).Events);

        given.After(1_000);
        var edited = given.When(new EditRecipe(given.Consumer, recipe, Some.Hash("new"), RecipeVisibility.Public));
        Assert.Equal(["RecipeEdited", "RecipeMoved"], Given.Names(edited));
        given.Restart();
        var now = given.Network.Recipes.Find(recipe)!;
        Assert.Equal((Some.Hash("new"), RecipeVisibility.Public), (now.Content, now.Visibility));
        Assert.True(now.UpdatedAt.UnixMs > now.CreatedAt.UnixMs);

        Move(given, recipe, RecipeVisibility.Archived);
        Move(given, recipe, RecipeVisibility.Private);
        Move(given, recipe, RecipeVisibility.Archived);
        Move(given, recipe, RecipeVisibility.Public);
        Move(given, recipe, RecipeVisibility.Private);
    }

    [Fact]
    public void A_job_is_cooked_of_what_its_account_sees_and_is_not_archived()
    {
        var given = Given.Nodes(0);
        var recipe = Make(given);
        var other = given.Account(AccountKind.Consumer);
        Assert.Null(given.Network.Recipes.Find(recipe)!.LastUsedAt);
        Assert.Equal("recipe-unknown", given.RefusedCode(Cooked(other, recipe)));
        Assert.Null(given.RefusedCode(Cooked(other, Unknown)));

        given.After(1_000);
        given.When(Cooked(given.Consumer, recipe));
        given.Restart();
        Assert.Equal(given.Now, given.Network.Recipes.Find(recipe)!.LastUsedAt);
        Assert.Equal(recipe, given.TheJob.Spec.Recipe);

        Move(given, recipe, RecipeVisibility.Public);
        Assert.Null(given.RefusedCode(Cooked(other, recipe)));
        Move(given, recipe, RecipeVisibility.Archived);
        Assert.Equal("recipe-archived", given.RefusedCode(Cooked(given.Consumer, recipe)));
        Assert.Equal("recipe-unknown", given.RefusedCode(Cooked(other, recipe)));
    }

    [Fact]
    public void A_ban_hides_what_its_account_showed_to_all()
    {
        var given = Given.Nodes(0);
        var (hidden, shown) = (Make(given), Make(given, RecipeVisibility.Public));
        var other = given.Account(AccountKind.Consumer);
        var others = Given.Happened<RecipeCreated>(given.When(Asked(other, RecipeVisibility.Public))).Recipe;

        var banned = given.When(new BanAccount(given.Consumer, "on purpose"));
        Assert.Equal(new RecipeMoved(shown, RecipeVisibility.Private), Given.Happened<RecipeMoved>(banned));
        Assert.Equal(RecipeVisibility.Public, given.Network.Recipes.Find(others)!.Visibility);
        Assert.Equal("recipe-unknown", given.RefusedCode(Cooked(other, shown)));
        Assert.Equal(
            "recipe-unknown",
            given.RefusedCode(new EditRecipe(given.Consumer, hidden, null, RecipeVisibility.Public)));
        Assert.Equal("consumer-unknown", given.RefusedCode(Asked(given.Consumer)));
    }

    private static CreateRecipe Asked(
        AccountId account, RecipeVisibility visibility = RecipeVisibility.Private, RecipeId? from = null) =>
        new(account, Some.Hash("content"), visibility, from);

    private static SubmitJob Cooked(AccountId account, RecipeId recipe) =>
        new(account, Some.Echo() with { Recipe = recipe });

    private static RecipeId Make(
        Given given, RecipeVisibility visibility = RecipeVisibility.Private, RecipeId? from = null) =>
        Given.Happened<RecipeCreated>(given.When(Asked(given.Consumer, visibility, from))).Recipe;

    private static void Move(Given given, RecipeId recipe, RecipeVisibility to)
    {
        Assert.Equal(
            ["RecipeMoved"], Given.Names(given.When(new EditRecipe(given.Consumer, recipe, null, to))));
        Assert.Equal(to, given.Network.Recipes.Find(recipe)!.Visibility);
    }
}
