using Heliostat.Protocol.Values;
using Heliostat.Protocol.Verification;

namespace Heliostat.Node.Runners.Blender;

/// <summary>One frame that a worker rendered; its files are deleted when it is disposed.</summary>
internal sealed class RenderedFrame : IDisposable
{
    public required int Frame { get; init; }

    /// <summary>The delivered file, in the job's format.</summary>
    public required string File { get; init; }

    /// <summary>The passes (multilayer EXR) where the delivered file comes out of the compositor; else null.</summary>
    public required string? Passes { get; init; }

    /// <summary>The checked pixels of the whole frame.</summary>
    public required PixelFile Pixels { get; init; }

    /// <summary>The hash of each tile of the checked pixels.</summary>
    public required TileList Tiles { get; init; }

    /// <summary>Seconds that the render itself took.</summary>
    public required double Seconds { get; init; }

    /// <summary>Samples a pixel that it was rendered with.</summary>
    public required int Samples { get; init; }

    /// <summary>What the worker commits to.</summary>
    public ContentHash Commitment => Tiles.Commitment;

    public void Dispose()
    {
        Pixels.Dispose();
        System.IO.File.Delete(File);
        if (Passes is not null)
        {
            System.IO.File.Delete(Passes);
        }
    }
}
