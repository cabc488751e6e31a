using Heliostat.Protocol.Values;

namespace Heliostat.Protocol.Jobs;

/// <summary>One file of a folder.</summary>
/// <param name="Path">Where it lies below the folder, such as <c>weights/model.bin</c>.</param>
/// <param name="Hash">The SHA-256 of its bytes.</param>
/// <param name="Bytes">Their number.</param>
/// <param name="Executable">Whether it may be run.</param>
public sealed record FolderFile(string Path, ContentHash Hash, long Bytes, bool Executable = false)
{
    /// <summary>Characters that a path may have.</summary>
    public const int PathLengthMax = 1_024;

    /// <summary>True for a path that means nothing but a place below its folder.</summary>
    public static bool IsPath(string? path) =>
        path is { Length: > 0 and <= PathLengthMax }
        && !path.Any(char.IsControl)
        && path.Split('/').All(part => part is not ("" or "." or ".."));
}
