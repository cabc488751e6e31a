using System.Text.RegularExpressions;

namespace Heliostat.Node.Engines.Images;

/// <summary>The name of an image: where it lies, and a tag or the hash of its content.</summary>
/// <param name="Name">The registry and the repository, such as <c>ghcr.io/someone/blender</c>.</param>
/// <param name="Version">The tag, or <c>sha256:…</c>.</param>
internal sealed partial record ImageReference(string Name, string Version)
{
    private const int CharactersMax = 400;
    private const string TagUsual = "latest";
    private const string DockerHub = "docker.io";

    /// <summary>Whether it names one content for ever, and not what a tag points to today.</summary>
    public bool IsContent => Version.StartsWith("sha256:", StringComparison.Ordinal);

    /// <summary>The registry's address; Docker Hub where the name has none.</summary>
    public string Registry => Name.Split('/') is [var first, _, ..] && IsAddress(first) ? first : DockerHub;

    /// <summary>Reads a name as people write it; a name without a tag means <c>latest</c>.</summary>
    /// <exception cref="EngineException">The name is not one that an image can have.</exception>
    public static ImageReference Parse(string text)
    {
        if (text.Length > CharactersMax || Pattern().Match(text) is not { Success: true } match)
        {
            throw new EngineException(
                EngineCodes.ImageNameInvalid,
                "The image's name is not one that an image can have: write it as registry/repository:tag.");
        }

        var digest = match.Groups["digest"];
        var tag = match.Groups["tag"];
        return new ImageReference(
            match.Groups["name"].Value, digest.Success ? digest.Value : tag.Success ? tag.Value : TagUsual);
    }

    /// <summary>As engines take it.</summary>
    public override string ToString() => IsContent ? $"{Name}@{Version}" : $"{Name}:{Version}";

    private static bool IsAddress(string part) => part.Contains('.') || part.Contains(':') || part == "localhost";

    // A registry's address has a dot, a port or is localhost; then a path in lower case, a tag, a hash.
    [GeneratedRegex(
        @"\A(?<name>(?:(?:localhost|[a-zA-Z0-9\-]+(?:\.[a-zA-Z0-9\-]+)+)(?::[0-9]{1,5})?/|[a-zA-Z0-9\-]+:[0-9]{1,5}/)?"
        + @"[a-z0-9]+(?:[._\-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._\-]+[a-z0-9]+)*)*)"
        + @"(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.\-]{0,127}))?(?:@(?<digest>sha256:[a-f0-9]{64}))?\z",
        RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
