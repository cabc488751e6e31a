using Heliostat.Node.Engines;
using Heliostat.Node.Engines.Disks;
using Heliostat.Node.Engines.Images;
using Heliostat.Node.Engines.Orders;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Node.Runners.Containers;

/// <summary>Brings together what a run needs, and has the engine make its container.</summary>
/// <param name="shop">What all runs share.</param>
/// <param name="engine">The engine.</param>
/// <param name="order">What was dispatched.</param>
/// <param name="holdings">Takes what the run holds from now on.</param>
internal sealed class ContainerStart(
    ContainerShop shop, EngineClient engine, JobDispatch order, ContainerHoldings holdings)
{
    private const string InputName = "input";

    /// <summary>The name of the container's image.</summary>
    public string Image { get; } = ImageWish.Of(order.Container!.Parameters!).Image.ToString();

    private ContainerParameters Wanted => order.Container!.Parameters!;

    private string Folder => shop.FolderOf(order.Run);

    /// <summary>Fetches image, files of images and inputs, and makes the container; answers its id.</summary>
    public async Task<string> CreateAsync(CancellationToken cancellation)
    {
        _ = Directory.CreateDirectory(Folder);
        // Neither needs the other, and a warm start spends most of its time on these two.
        var making = SizedDisk.CreateAsync(
            Path.Combine(Folder, ContainerRun.DiskName), order.Container!.DiskBytes, ContainerOrder.UserUsual,
            cancellation);
        ImageWords image;
        try
        {
            image = await FetchAsync(ImageWish.Of(Wanted), cancellation).ConfigureAwait(false);
        }
        finally
        {
            // Whoever removes what is left of the run must not meet a disk that is still being made.
            await Task.WhenAny(making).ConfigureAwait(false);
        }

        var made = ContainerOrders.Of(shop.Node, order, image, shop.Setup, shop.Gpus());
        made = made with
        {
            MountRoot = shop.Setup.Folder,
            Mounts = await MountAsync(made, await making.ConfigureAwait(false), cancellation).ConfigureAwait(false),
        };
        if (made.Egress is { } egress)
        {
            await shop.Setup.Firewall.EnsureAsync(cancellation).ConfigureAwait(false);
            await engine.Networks.CreateAsync(egress, made.Labels, cancellation).ConfigureAwait(false);
        }

        SayProgress("starting");
        return await engine.Containers.CreateAsync(made, cancellation).ConfigureAwait(false);
    }

    private async Task<ImageWords> FetchAsync(ImageWish wish, CancellationToken cancellation)
    {
        var said = "";
        SayProgress($"fetching {wish.Image}");
        var lease = await shop.Images.AcquireAsync(
            engine,
            order.Run.Job,
            wish,
            progress =>
            {
                var text = progress.BytesKnown == 0
                    ? $"fetching {wish.Image}"
                    : $"fetching {wish.Image}: {progress.BytesDone * 10 / progress.BytesKnown * 10} %";
                if (text != said)
                {
                    SayProgress(said = text);
                }
            },
            cancellation).ConfigureAwait(false);
        holdings.Images.Add(lease);
        return lease.Words!;
    }

    private async Task<IReadOnlyList<ContainerMount>> MountAsync(
        ContainerOrder made, SizedDisk disk, CancellationToken cancellation)
    {
        var mounts = new List<ContainerMount>();
        foreach (var wanted in Wanted.Volumes ?? [])
        {
            var wish = ImageWish.Of(wanted);
            var image = await FetchAsync(wish, cancellation).ConfigureAwait(false);
            var place = await shop.Volumes.AcquireAsync(
                engine, image, made with { Image = wish.Image, Egress = null, Gpus = [] }, cancellation)
                .ConfigureAwait(false);
            holdings.Volumes.Add(place);
            mounts.Add(new ContainerMount(place, wanted.Mount));
        }

        if (Wanted.Input is { } list)
        {
            SayProgress("fetching inputs");
            var input = Path.Combine(Folder, InputName);
            await InputFolder.FillAsync(shop.Transfers, order.Run, list, input, cancellation).ConfigureAwait(false);
            mounts.Add(new ContainerMount(input, ContainerSettings.InputFolder));
        }

        disk.GiveTo(made.User);
        mounts.Add(new ContainerMount(disk.Folder, ContainerSettings.OutputFolder, Writable: true));
        return mounts;
    }

    private void SayProgress(string text) =>
        shop.Ports.Outbox.Remark(new JobProgress(order.Run, order.Units[0], 0, text));
}
