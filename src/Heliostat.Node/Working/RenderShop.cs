using Heliostat.Node.Hardware;
using Heliostat.Node.Runners.Blender;
using Heliostat.Node.Verifying;
using Heliostat.Protocol.Values;
using Heliostat.Storage.Disk;
using Heliostat.Storage.Transfer;

namespace Heliostat.Node.Working;

/// <summary>What the rendering and the verifying lane of a node share: scenes, transfers, and kept pixels.</summary>
internal sealed class RenderShop : IDisposable
{
    private const long KeptBytesMax = 4L << 30;
    private const int FreeSpaceShare = 10;

    private readonly RenderSetup _setup;
    private readonly TimeProvider _time;
    private readonly BlobTransfer _transfer = new();

    public RenderShop(RenderSetup setup, NodeIdentity identity, NodeSurroundings surroundings)
    {
        (_setup, _time) = (setup, surroundings.Time);
        if (Directory.Exists(setup.WorkFolder))
        {
            // What an agent that was killed has left there is of no use to anybody.
            Directory.Delete(setup.WorkFolder, recursive: true);
        }

        Directory.CreateDirectory(setup.WorkFolder);
        var cache = new BlobCache(setup.CacheFolder, setup.CacheBytesMax, _transfer);
        Transfers = new NodeTransfers(identity, surroundings, _transfer, cache);
        Scenes = new SceneStore(Transfers);
        var free = Machine.Read(setup.WorkFolder).DiskFreeBytes;
        var keptBytesMax = Math.Min(KeptBytesMax, free / FreeSpaceShare);
        Frames = new PixelShelf<(RunId Run, int Unit), RenderedFrame>(surroundings.Time, keptBytesMax);
        Checks = new PixelShelf<CheckId, KeptCheck>(surroundings.Time, keptBytesMax);
    }

    public NodeTransfers Transfers { get; }

    public SceneStore Scenes { get; }

    /// <summary>What this node rendered as a worker, in case somebody disagrees.</summary>
    public PixelShelf<(RunId Run, int Unit), RenderedFrame> Frames { get; }

    /// <summary>What it rendered as a verifier.</summary>
    public PixelShelf<CheckId, KeptCheck> Checks { get; }

    /// <summary>An empty folder to work in; whoever asked for it deletes it.</summary>
    public string NewFolder() =>
        Directory.CreateDirectory(Path.Combine(_setup.WorkFolder, Guid.NewGuid().ToString("N"))).FullName;

    /// <summary>A Blender for one lane.</summary>
    public WarmBlender NewBlender() => new(_setup, Scenes, _time);

    public void Dispose()
    {
        Frames.Dispose();
        Checks.Dispose();
        _transfer.Dispose();
    }
}
