namespace Heliostat.Protocol.Values;

/// <summary>Writes a recipe's id as JSON; public so that other projects' generated code can reach it.</summary>
public sealed class RecipeIdJsonConverter : IdJsonConverter<RecipeId>
{
    /// <inheritdoc/>
    protected override RecipeId Make(Guid value) => new(value);

    /// <inheritdoc/>
    protected override Guid ValueOf(RecipeId id) => id.Value;
}
