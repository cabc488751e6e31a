namespace Heliostat.Client.Packing;

/// <summary>A file that a scene names and that does not go along.</summary>
/// <param name="Path">The absolute POSIX path at which a node would show it.</param>
/// <param name="Source">The absolute path at which the scene names it.</param>
/// <param name="Use">What the scene uses it for, such as <c>image texture</c> or <c>library</c>.</param>
/// <param name="User">Who names it, such as <c>image 'bark' of material 'tree'</c>; or why it is refused.</param>
public sealed record NamedFile(string Path, string Source, string Use, string User)
{
    /// <summary>The file and what uses it, for people.</summary>
    public override string ToString() => $"{Source} ({Use}: {User})";
}
