using System.Text.Json;
using System.Text.Json.Serialization;
using Heliostat.Node.Engines;
using Heliostat.Node.Engines.Images;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Runners.Containers;

/// <summary>
/// The images that were fetched for jobs: kept for the next one, and removed when they are too much, those first that
/// were not used for longest, and never one in use. Images that were in the engine before are not touched.
/// </summary>
internal sealed class ImageStore(string folder, long bytesMax, TimeProvider time)
{
    private const long FreeBytesMin = 2L << 30;
    private const int ProvenMax = 1024;
    private const string FileName = "images.json";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, KeptImage> _kept = Read(folder);
    private readonly Dictionary<string, int> _users = [];
    private readonly Dictionary<(JobId Job, string Name), string> _proven = [];

    /// <summary>
    /// An image for a job, fetched unless it is here. Its registry is asked once for each job even so, for it decides
    /// whom it gives an image to.
    /// </summary>
    /// <exception cref="EngineException">It cannot be had, or there is no room for it.</exception>
    public async Task<ImageLease> AcquireAsync(
        EngineClient engine, JobId job, ImageWish wish, Action<PullProgress> onProgress, CancellationToken cancellation)
    {
        var name = wish.Image.ToString();
        var lease = new ImageLease(name, () => GiveBack(name));
        lock (_gate)
        {
            _users[name] = _users.GetValueOrDefault(name) + 1;
        }

        try
        {
            lease.Words = await HereAsync(engine, job, name, cancellation).ConfigureAwait(false)
                ?? await FetchAsync(engine, job, wish, onProgress, cancellation).ConfigureAwait(false);
            return lease;
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <summary>Marks an image as used by a container that was here before the agent.</summary>
    public ImageLease Hold(string name)
    {
        lock (_gate)
        {
            _users[name] = _users.GetValueOrDefault(name) + 1;
        }

        return new ImageLease(name, () => GiveBack(name));
    }

    private async Task<ImageWords?> HereAsync(
        EngineClient engine, JobId job, string name, CancellationToken cancellation)
    {
        string? id;
        lock (_gate)
        {
            id = _proven.GetValueOrDefault((job, name));
        }

        var here = id is null ? null : await FindAsync(engine, name, cancellation).ConfigureAwait(false);
        if (here is null || here.Id != id)
        {
            return null;
        }

        Note(name, here);
        return here;
    }

    private async Task<ImageWords> FetchAsync(
        EngineClient engine, JobId job, ImageWish wish, Action<PullProgress> onProgress, CancellationToken cancellation)
    {
        var name = wish.Image.ToString();
        var before = await FindAsync(engine, name, cancellation).ConfigureAwait(false);
        var image = await PullAsync(engine, wish, onProgress, cancellation).ConfigureAwait(false);
        lock (_gate)
        {
            if (_proven.Count >= ProvenMax)
            {
                _proven.Clear();
            }

            _proven[(job, name)] = image.Id ?? "";
            if (before is null)
            {
                _kept.TryAdd(name, new KeptImage(image.Size, time.GetUtcNow()));
            }
            else if (before.Id is { } id && id != image.Id && _kept.TryGetValue(name, out var kept))
            {
                // The name means another image now; what it meant is here without one.
                _kept.TryAdd(id, kept);
            }
        }

        Note(name, image);
        _ = await MakeRoomAsync(engine, bytesMax, cancellation).ConfigureAwait(false);
        return image;
    }

    private async Task<ImageWords> PullAsync(
        EngineClient engine, ImageWish wish, Action<PullProgress> onProgress, CancellationToken cancellation)
    {
        try
        {
            return await engine.Images.PullAsync(wish.Image, wish.Login, Room(engine), onProgress, cancellation)
                .ConfigureAwait(false);
        }
        catch (EngineException error) when (error.Code is EngineCodes.ImageTooLarge or EngineCodes.DiskFull)
        {
            if (!await MakeRoomAsync(engine, 0, cancellation).ConfigureAwait(false))
            {
                throw TooLarge(wish, error);
            }
        }

        try
        {
            return await engine.Images.PullAsync(wish.Image, wish.Login, Room(engine), onProgress, cancellation)
                .ConfigureAwait(false);
        }
        catch (EngineException error) when (error.Code == EngineCodes.DiskFull)
        {
            throw TooLarge(wish, error);
        }
    }

    private static EngineException TooLarge(ImageWish wish, EngineException error) =>
        error.Code == EngineCodes.ImageTooLarge ? error : new EngineException(
            EngineCodes.ImageTooLarge, $"The image {wish.Image} does not fit on this node's disk.");

    private static async Task<ImageWords?> FindAsync(
        EngineClient engine, string name, CancellationToken cancellation)
    {
        try
        {
            return await engine.Images.InspectAsync(name, cancellation).ConfigureAwait(false);
        }
        catch (EngineException error) when (error.Code == EngineCodes.ImageUnknown)
        {
            return null;
        }
    }

    private long Room(EngineClient engine) =>
        engine.Description.RootFolder is { } root && Directory.Exists(root)
            ? Math.Clamp(new DriveInfo(root).AvailableFreeSpace - FreeBytesMin, 0, bytesMax)
            : bytesMax;

    private void Note(string name, ImageWords image)
    {
        lock (_gate)
        {
            if (_kept.ContainsKey(name))
            {
                _kept[name] = new KeptImage(image.Size, time.GetUtcNow());
                Write();
            }
        }
    }

    // Answers whether anything was removed.
    private async Task<bool> MakeRoomAsync(EngineClient engine, long bytesLeft, CancellationToken cancellation)
    {
        var isAny = false;
        foreach (var (name, kept) in Surplus(bytesLeft))
        {
            try
            {
                isAny |= await engine.Images.RemoveAsync(name, cancellation).ConfigureAwait(false);
            }
            catch (EngineException error) when (error.Code == EngineCodes.ImageInUse)
            {
                // A container still has it; it goes another time.
                lock (_gate)
                {
                    _kept.TryAdd(name, kept);
                    Write();
                }
            }
        }

        return isAny;
    }

    private List<(string Name, KeptImage Kept)> Surplus(long bytesLeft)
    {
        lock (_gate)
        {
            var surplus = new List<(string Name, KeptImage Kept)>();
            var bytes = _kept.Values.Sum(kept => kept.Bytes);
            foreach (var (name, kept) in _kept.OrderBy(pair => pair.Value.UsedAt).ToList())
            {
                if (bytes > bytesLeft && !_users.ContainsKey(name))
                {
                    bytes -= kept.Bytes;
                    surplus.Add((name, kept));
                    _kept.Remove(name);
                }
            }

            Write();
            return surplus;
        }
    }

    private void GiveBack(string name)
    {
        lock (_gate)
        {
            if (--_users[name] == 0)
            {
                _users.Remove(name);
            }
        }
    }

    private static Dictionary<string, KeptImage> Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        try
        {
            return File.Exists(file)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(file), KeptJson.Default.DictionaryStringKeptImage) ?? []
                : [];
        }
        catch (JsonException)
        {
            // The machine stopped while it was written: what is in the engine then stays there.
            return [];
        }
    }

    private void Write()
    {
        var file = Path.Combine(folder, FileName);
        File.WriteAllBytes(
            file + ".tmp", JsonSerializer.SerializeToUtf8Bytes(_kept, KeptJson.Default.DictionaryStringKeptImage));
        File.Move(file + ".tmp", file, overwrite: true);
    }
}

/// <summary>An image that was fetched for jobs.</summary>
/// <param name="Bytes">What it takes on the disk.</param>
/// <param name="UsedAt">When a container was last made from it.</param>
internal sealed record KeptImage(long Bytes, DateTimeOffset UsedAt);

/// <summary>How what is kept about containers is written.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(Dictionary<string, KeptImage>))]
[JsonSerializable(typeof(RunNote))]
internal sealed partial class KeptJson : JsonSerializerContext;
