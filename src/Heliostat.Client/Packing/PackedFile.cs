namespace Heliostat.Client.Packing;

/// <summary>A file that a scene needs.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="Use">What the scene uses it for, such as <c>image texture</c> or <c>library</c>.</param>
public sealed record PackedFile(string Path, string Use);
