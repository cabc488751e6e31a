namespace Heliostat.Protocol.Values;

/// <summary>Names one recipe: a template for jobs.</summary>
[JsonConverter(typeof(RecipeIdJsonConverter))]
public readonly record struct RecipeId(Guid Value) : IComparable<RecipeId>
{
    /// <summary>Orders ids by the bytes; used only to break ties.</summary>
    public int CompareTo(RecipeId other) => Value.CompareTo(other.Value);

    /// <summary>The id in its usual form with hyphens.</summary>
    public override string ToString() => Value.ToString("D");
}
