namespace Heliostat.Client.Packing;

/// <summary>A file that a scene needs.</summary>
/// <param name="Path">
/// The absolute POSIX path at which a node shows it: that at which the scene names it, unless that is one of Windows or
/// one that no node shows.
/// </param>
/// <param name="Source">Where it lies on this machine.</param>
/// <param name="Use">What the scene uses it for, such as <c>image texture</c> or <c>library</c>.</param>
public sealed record PackedFile(string Path, string Source, string Use);
