using System.CommandLine;

namespace Heliostat.Cli.Recipes;

/// <summary><c>heliostat recipe</c>: templates for jobs.</summary>
internal static class RecipeCommand
{
    public static Command Create() => new("recipe", "Templates for jobs with a few inputs, which are cooked into jobs.")
    {
        RecipeListCommand.Create(),
        RecipeShowCommand.Create(),
        RecipeCookCommand.Create(),
        RecipeCreateCommand.Create(),
        RecipeEditCommand.Create(),
        RecipeForkCommand.Create(),
        RecipeArchiveCommand.Create(),
        RecipeRemoveCommand.Create(),
    };

    /// <summary>The argument that names a recipe.</summary>
    public static Argument<string> Recipe() => new("RECIPE")
    {
        Description = "The recipe's id or its name, as 'heliostat recipe list' shows them, or the short name of one "
            + "that comes with the program, such as ssh-workspace.",
    };
}
