namespace Heliostat.Node.Runners.Containers;

/// <summary>What a run keeps from being dropped as long as its container is there.</summary>
internal sealed class ContainerHoldings(ContainerShop shop) : IAsyncDisposable
{
    public List<ImageLease> Images { get; } = [];

    /// <summary>Folders with the files of images.</summary>
    public List<string> Volumes { get; } = [];

    /// <summary>What the container of an earlier agent's run needs.</summary>
    public static ContainerHoldings Of(ContainerShop shop, RunNote note)
    {
        var holdings = new ContainerHoldings(shop);
        holdings.Images.Add(shop.Images.Hold(note.Image));
        foreach (var volume in note.Volumes)
        {
            shop.Volumes.Hold(volume);
            holdings.Volumes.Add(volume);
        }

        return holdings;
    }

    public async ValueTask DisposeAsync()
    {
        Images.ForEach(image => image.Dispose());
        foreach (var volume in Volumes)
        {
            await shop.Volumes.GiveBackAsync(volume).ConfigureAwait(false);
        }
    }
}
