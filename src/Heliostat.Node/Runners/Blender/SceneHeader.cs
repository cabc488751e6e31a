using Heliostat.Protocol.Jobs;

namespace Heliostat.Node.Runners.Blender;

/// <summary>Looks at the first bytes of a scene, so that what is no .blend file never reaches Blender.</summary>
internal static class SceneHeader
{
    private static readonly byte[][] Known = ["BLENDER"u8.ToArray(), [0x28, 0xB5, 0x2F, 0xFD], [0x1F, 0x8B]];

    /// <summary>Refuses a scene that is not there or that starts like no .blend file, plain or compressed.</summary>
    public static void Check(BlenderOrder order)
    {
        var main = order.Files.FirstOrDefault(file => file.Original == order.Main);
        if (order.Files.FirstOrDefault(file => !File.Exists(file.Local)) is not null)
        {
            throw new RunFailedException(FailureReasons.InputUnavailable, FaultSide.Node,
                "A file of the scene is not on this node.");
        }

        if (main is not null && !Known.Any(head => StartsWith(main.Local, head)))
        {
            throw new RunFailedException(FailureReasons.SceneUnreadable, FaultSide.Job,
                "The scene is not a .blend file.");
        }
    }

    private static bool StartsWith(string path, byte[] head)
    {
        using var file = File.OpenRead(path);
        var start = new byte[head.Length];
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length
            && start.AsSpan().SequenceEqual(head);
    }
}
