using System.Security.Cryptography;
using System.Text;

namespace Heliostat.Protocol.Values;

/// <summary>Names one recipe: a template for jobs.</summary>
[JsonConverter(typeof(RecipeIdJsonConverter))]
public readonly record struct RecipeId(Guid Value) : IComparable<RecipeId>
{
    private static readonly byte[] Domain = "heliostat/recipe/1"u8.ToArray();

    /// <summary>
    /// The id of a recipe that comes with the program: the first 16 bytes of SHA-256("heliostat/recipe/1" ‖ its slug,
    /// such as <c>ssh-workspace</c>). It stays the same in every release.
    /// </summary>
    public static RecipeId OfSlug(string slug)
    {
        var hash = SHA256.HashData([.. Domain, .. Encoding.UTF8.GetBytes(slug)]);
        return new RecipeId(new Guid(hash.AsSpan(0, 16), bigEndian: true));
    }

    /// <summary>Orders ids by the bytes; used only to break ties.</summary>
    public int CompareTo(RecipeId other) => Value.CompareTo(other.Value);

    /// <summary>The id in its usual form with hyphens.</summary>
    public override string ToString() => Value.ToString("D");
}
