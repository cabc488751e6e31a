using System.Text.RegularExpressions;

namespace Heliostat.Manager.Recipes;

/// <summary>Finds <c>{{key}}</c> in text. Braces around anything that is no input's key are left as they are.</summary>
internal static partial class Placeholders
{
    /// <summary>The keys in a text, in the order in which they stand there.</summary>
    public static IEnumerable<string> In(string text) =>
        Pattern().Matches(text).Select(match => match.Groups[1].Value);

    /// <summary>The key of a text that is one placeholder and nothing else; null for any other.</summary>
    public static string? Whole(string text) =>
        Pattern().Match(text) is { Success: true } match && match.Length == text.Length ? match.Groups[1].Value : null;

    /// <summary>Replaces each placeholder by what its key stands for.</summary>
    public static string Replace(string text, Func<string, string> valueOf) =>
        Pattern().Replace(text, match => valueOf(match.Groups[1].Value));

    /// <summary>True for a name that an input may have.</summary>
    public static bool IsKey(string text) => Whole($"{{{{{text}}}}}") is not null;

    [GeneratedRegex(@"\{\{([a-z][a-z0-9_]{0,39})\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
