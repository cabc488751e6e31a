using Heliostat.Node.Engines;
using Heliostat.Node.Engines.Containers;
using Heliostat.Node.Engines.Disks;
using Heliostat.Node.Working;
using Heliostat.Protocol.Values;
using Heliostat.Storage.Disk;
using Heliostat.Storage.Transfer;

namespace Heliostat.Node.Runners.Containers;

/// <summary>What the containers of a node share: the engine, images, transfers, and folders.</summary>
internal sealed class ContainerShop : IDisposable
{
    private readonly string _runs;
    private readonly BlobTransfer _transfer = new();

    public ContainerShop(ContainerSetup setup, NodeIdentity identity, WorkPorts ports)
    {
        (Setup, Node, Ports) = (setup, identity.Id, ports);
        _runs = Directory.CreateDirectory(Path.Combine(setup.Folder, "runs")).FullName;
        var volumes = Directory.CreateDirectory(Path.Combine(setup.Folder, "volumes")).FullName;
        Engine = new EngineWatch(setup, ports.Time, ports.Log);
        Images = new ImageStore(setup.Folder, setup.ImageBytesMax, ports.Time);
        Volumes = new VolumeStore(volumes, setup.ImageBytesMax);
        var cache = new BlobCache(Path.Combine(setup.Folder, "inputs"), setup.InputBytesMax, _transfer);
        Transfers = new NodeTransfers(identity, ports.Surroundings, _transfer, cache);
    }

    public ContainerSetup Setup { get; }

    public NodeId Node { get; }

    public WorkPorts Ports { get; }

    public EngineWatch Engine { get; }

    public ImageStore Images { get; }

    public VolumeStore Volumes { get; }

    public NodeTransfers Transfers { get; }

    /// <summary>The driver's ids of the node's GPUs, in the order of its hello.</summary>
    public Func<IReadOnlyList<string>> Gpus { get; init; } = static () => [];

    /// <summary>The folder of a run.</summary>
    public string FolderOf(RunId run) => Path.Combine(_runs, run.ToUuid().ToString());

    /// <summary>What earlier agents wrote down of their runs, each with its folder.</summary>
    public IReadOnlyList<RunNote> Notes() =>
        [.. Directory.EnumerateDirectories(_runs).Select(RunNote.Read).OfType<RunNote>()];

    /// <summary>Removes what no living run owns: containers, networks, disks and folders.</summary>
    public async Task RemoveLeftAsync(
        EngineClient engine, IReadOnlyCollection<RunId> living, CancellationToken cancellation)
    {
        var removed = await Orphans.RemoveAsync(engine, Node, living, cancellation).ConfigureAwait(false);
        var folders = living.Select(FolderOf).ToHashSet();
        foreach (var folder in Directory.EnumerateDirectories(_runs).Where(folder => !folders.Contains(folder)))
        {
            await SizedDisk.At(Path.Combine(folder, ContainerRun.DiskName)).DisposeAsync().ConfigureAwait(false);
            Directory.Delete(folder, recursive: true);
            removed++;
        }

        if (removed > 0)
        {
            ContainerNews.LeftRemoved(Ports.Log, removed);
        }
    }

    public void Dispose()
    {
        Engine.Dispose();
        _transfer.Dispose();
    }
}
