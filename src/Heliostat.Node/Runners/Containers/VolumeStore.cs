using Heliostat.Node.Engines;
using Heliostat.Node.Engines.Images;
using Heliostat.Node.Engines.Orders;
using Heliostat.Node.Sandbox;

namespace Heliostat.Node.Runners.Containers;

/// <summary>
/// The files of images that containers see at places of their own: taken out of the engine once for each image, and
/// kept as long as there is room.
/// </summary>
internal sealed class VolumeStore(string folder, long bytesMax)
{
    private const int CpuMillis = 100;
    private const long MemoryBytes = 64L << 20;

    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<string, Volume> _volumes = [];

    /// <summary>The folder with an image's files, laid out unless it is here; held until it is given back.</summary>
    /// <exception cref="EngineException">The engine does not give them.</exception>
    public async Task<string> AcquireAsync(
        EngineClient engine, ImageWords image, ContainerOrder order, CancellationToken cancellation)
    {
        var place = PlaceOf(image);
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (!_volumes.TryGetValue(place, out var volume))
            {
                DropUnused();
                volume = new Volume(await FillAsync(engine, order, place, cancellation).ConfigureAwait(false));
                _volumes.Add(place, volume);
            }

            volume.Users++;
            return place;
        }
        finally
        {
            _ = _gate.Release();
        }
    }

    /// <summary>Lets the files be dropped when their room is needed.</summary>
    public async Task GiveBackAsync(string place)
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        if (_volumes.TryGetValue(place, out var volume))
        {
            volume.Users--;
        }

        _ = _gate.Release();
    }

    /// <summary>Holds a folder that a container of an earlier agent still sees.</summary>
    public void Hold(string place)
    {
        _gate.Wait();
        if (!_volumes.TryGetValue(place, out var volume))
        {
            _volumes.Add(place, volume = new Volume(0));
        }

        volume.Users++;
        _ = _gate.Release();
    }

    /// <summary>Drops what earlier agents left and nobody holds.</summary>
    public void DropLeft()
    {
        _gate.Wait();
        foreach (var left in Directory.EnumerateDirectories(folder).Where(left => !_volumes.ContainsKey(left)))
        {
            Directory.Delete(left, recursive: true);
        }

        _ = _gate.Release();
    }

    private string PlaceOf(ImageWords image)
    {
        var id = (image.Id ?? "").Replace("sha256:", "", StringComparison.Ordinal);
        return id.Length > 0 && id.All(char.IsAsciiHexDigit)
            ? Path.Combine(folder, id)
            : throw new EngineException(EngineCodes.Unreadable, "The engine gave an image an id that is none.");
    }

    private void DropUnused()
    {
        foreach (var (place, volume) in _volumes.Where(pair => pair.Value.Users == 0).ToList())
        {
            if (_volumes.Values.Sum(one => one.Bytes) > bytesMax / 2)
            {
                _volumes.Remove(place);
                Directory.Delete(place, recursive: true);
            }
        }
    }

    // The container is never started: it is only a way to the image's files.
    private async Task<long> FillAsync(
        EngineClient engine, ContainerOrder order, string place, CancellationToken cancellation)
    {
        var unfinished = place + ".new";
        DeleteLeft(place);
        DeleteLeft(unfinished);
        FileModes.MakeFolder(unfinished);
        var id = await engine.Containers.CreateAsync(
            order with { Command = ["none"], CpuMillis = CpuMillis, MemoryBytes = MemoryBytes }, cancellation)
            .ConfigureAwait(false);
        try
        {
            var tar = await engine.Containers.ExportAsync(id, cancellation).ConfigureAwait(false);
            await using (tar.ConfigureAwait(false))
            {
                var bytes = await new TarTree(unfinished, bytesMax).FillAsync(tar, cancellation).ConfigureAwait(false);
                Directory.Move(unfinished, place);
                return bytes;
            }
        }
        finally
        {
            _ = await engine.Containers.RemoveAsync(id, CancellationToken.None).ConfigureAwait(false);
            DeleteLeft(unfinished);
        }
    }

    private static void DeleteLeft(string place)
    {
        if (Directory.Exists(place))
        {
            Directory.Delete(place, recursive: true);
        }
    }

    private sealed class Volume(long bytes)
    {
        public long Bytes { get; } = bytes;

        public int Users { get; set; }
    }
}
