using Heliostat.Node.Sandbox;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;
using Heliostat.Protocol.Verification;

namespace Heliostat.Node.Runners.Blender;

/// <summary>
/// One warm Blender in its box, with one scene open, for one job and one duty. One command at a time. Any
/// failure is a <see cref="RunFailedException"/>; after one that ended Blender, <see cref="IsAlive"/> is false.
/// </summary>
internal sealed class BlenderProcess : IAsyncDisposable
{
    private const long EverythingShare = 2;

    private readonly BlenderOrder _order;
    private readonly BlenderPipe _pipe;
    private readonly OutFolder _out;
    private readonly DeliveredFiles _files;
    private readonly TileGrid _grid;

    private BlenderProcess(BlenderOrder order, BlenderPipe pipe, OutFolder outFolder, SceneFacts scene)
    {
        _order = order;
        _pipe = pipe;
        _out = outFolder;
        _files = new DeliveredFiles(pipe, outFolder, InFolder(order), scene, order.Settings.Format);
        _grid = new TileGrid(scene.Width, scene.Height);
        Scene = scene;
    }

    /// <summary>What Blender says of the scene.</summary>
    public SceneFacts Scene { get; }

    /// <summary>Whether it can still be asked.</summary>
    public bool IsAlive => _pipe.IsAlive;

    /// <summary>The CPU time used so far; the only sign of life while a frame renders.</summary>
    public TimeSpan CpuTime => _pipe.CpuTime;

    /// <summary>The most memory used at once, where the system can tell.</summary>
    public long? PeakMemoryBytes => _pipe.PeakMemoryBytes;

    /// <summary>Starts a Blender and opens the scene.</summary>
    /// <exception cref="RunFailedException">It cannot be rendered here, or not at all.</exception>
    public static async Task<BlenderProcess> StartAsync(BlenderOrder order, CancellationToken cancellation = default)
    {
        SceneHeader.Check(order);
        Directory.CreateDirectory(order.ResultFolder);
        Directory.CreateDirectory(order.WorkFolder);
        BlenderPipe? pipe = null;
        try
        {
            var outFolder = new OutFolder(order.WorkFolder, order.ResultFolder);
            var tree = new SceneTree(order);
            var process = Process(order, tree, outFolder);
            pipe = await BlenderPipe.StartAsync(process, order.LoadLimit, order.HangLimit, cancellation)
                .ConfigureAwait(false);
            var answer = await pipe.AskAsync(LoadCommand(order), order.LoadLimit, cancellation)
                .ConfigureAwait(false);
            return new BlenderProcess(order, pipe, outFolder, answer.Facts!);
        }
        catch
        {
            await (pipe?.DisposeAsync() ?? ValueTask.CompletedTask).ConfigureAwait(false);
            Directory.Delete(order.WorkFolder, recursive: true);
            throw;
        }
    }

    /// <summary>Renders one frame, as a worker does.</summary>
    public async Task<RenderedFrame> RenderAsync(int frame, TimeSpan limit, CancellationToken cancellation = default)
    {
        var command = new DriverCommand("render")
        {
            Frame = frame,
            File = _out.NewName(EndingOf(_order.Settings.Format)),
            Pixels = _out.NewName(".f32"),
            Passes = Scene.DeliversPasses ? _out.NewName(".exr") : null,
        };
        var answer = await _pipe.AskAsync(command, limit, cancellation).ConfigureAwait(false);
        var pixels = TakePixels(command.Pixels, [WholeFrame], Scene.Layers);
        return new RenderedFrame
        {
            Frame = frame,
            File = _out.Take(command.File),
            Passes = command.Passes is null ? null : _out.Take(command.Passes),
            Pixels = pixels,
            Tiles = pixels.ListTiles(_grid),
            Seconds = answer.Seconds,
            Samples = answer.Samples,
        };
    }

    /// <summary>Renders tiles of a frame without having seen the worker's, as a verifier does.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="tiles">The tiles; null for the whole frame.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellation">Ends Blender.</param>
    public async Task<CheckedFrame> CheckAsync(
        int frame, IReadOnlyList<int>? tiles, TimeSpan limit, CancellationToken cancellation = default)
    {
        if (tiles?.Any(tile => tile < 0 || tile >= _grid.Count) == true)
        {
            throw new RunFailedException(FailureReasons.RenderFailed, FaultSide.Unknown,
                "A tile was asked for that the frame does not have.");
        }

        var areas = AreasFor(tiles);
        var isWhole = areas is [{ } area] && area == WholeFrame;
        var asDelivered = isWhole || !Scene.Composites;
        var command = new DriverCommand("regions")
        {
            Frame = frame,
            Rectangles = [.. areas.Select(area => new[] { area.X, area.Y, area.Width, area.Height })],
            Pixels = _out.NewName(".f32"),
            Delivered = _out.NewName(".f32"),
            AsDelivered = asDelivered,
        };
        var answer = await _pipe.AskAsync(command, limit, cancellation).ConfigureAwait(false);
        var pixels = TakePixels(command.Pixels, areas, Scene.Layers);
        var delivered = TakePixels(command.Delivered, asDelivered ? areas : [], layers: 1);
        var asked = tiles ?? [.. Enumerable.Range(0, _grid.Count)];
        return new CheckedFrame
        {
            Frame = frame,
            Asked = asked,
            TileHashes = pixels.HashTiles(asked.Select(_grid.RectangleOf)),
            Tiles = tiles is null ? pixels.ListTiles(_grid) : null,
            Pixels = pixels,
            Delivered = asDelivered ? delivered : null,
            Seconds = answer.Seconds,
            Samples = answer.Samples,
        };
    }

    /// <summary>Compares the delivered file with what was checked: the second half of a verifier's work.</summary>
    /// <param name="mine">What this node rendered of the frame.</param>
    /// <param name="deliveredFile">The delivered file on this node.</param>
    /// <param name="passesFile">The worker's passes, where the scene composites; else null.</param>
    /// <param name="commitment">What the worker committed to.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellation">Ends Blender.</param>
    public Task<FileVerdict> BindAsync(
        CheckedFrame mine,
        string deliveredFile,
        string? passesFile,
        ContentHash commitment,
        TimeSpan limit,
        CancellationToken cancellation = default) =>
        _files.CompareAsync(mine, deliveredFile, passesFile, commitment, limit, cancellation);

    public async ValueTask DisposeAsync()
    {
        await _pipe.DisposeAsync().ConfigureAwait(false);
        if (Directory.Exists(_order.WorkFolder))
        {
            Directory.Delete(_order.WorkFolder, recursive: true);
        }
    }

    private TileRectangle WholeFrame => new(0, 0, Scene.Width, Scene.Height);

    private static string InFolder(BlenderOrder order) => Path.Combine(order.WorkFolder, "in");

    private static ProcessOrder Process(BlenderOrder order, SceneTree tree, OutFolder outFolder)
    {
        var scripts = Path.Combine(order.WorkFolder, "driver");
        DriverFiles.WriteTo(scripts);
        var process = BlenderCommand.Order(order.Program, "driver.py", scripts, order.Threads);
        return process with
        {
            Limits = process.Limits with { MemoryBytes = order.MemoryBytes },
            Box = process.Box! with
            {
                Binds =
                [
                    .. process.Box.Binds, .. tree.Binds,
                    new BindMount(Readable.Folder(InFolder(order)), "/in"),
                    new BindMount(outFolder.Written, "/out", Writable: true),
                ],
            },
        };
    }

    private static DriverCommand LoadCommand(BlenderOrder order) => new("load")
    {
        Main = order.Main,
        Missing = order.Missing,
        Format = order.Settings.Format,
        Width = order.Settings.Width,
        Height = order.Settings.Height,
        Samples = order.Settings.Samples,
        Denoise = order.Settings.Denoise,
        OneTask = order.Settings.OneTask,
    };

    private IReadOnlyList<TileRectangle> AreasFor(IReadOnlyList<int>? tiles)
    {
        if (tiles is null || Scene.Denoises)
        {
            return [WholeFrame];
        }

        var areas = TileMerging.Merge(_grid, tiles);
        var pixels = areas.Sum(area => (long)area.Width * area.Height);
        return pixels * EverythingShare >= (long)Scene.Width * Scene.Height ? [WholeFrame] : areas;
    }

    private PixelFile TakePixels(string name, IReadOnlyList<TileRectangle> areas, int layers)
    {
        try
        {
            return new PixelFile(_out.Take(name), areas, layers);
        }
        catch (InvalidDataException error)
        {
            throw new RunFailedException(FailureReasons.RenderFailed, FaultSide.Unknown, error.Message);
        }
    }

    private static string EndingOf(ImageFormat format) => format switch
    {
        ImageFormat.Png => ".png",
        ImageFormat.Exr => ".exr",
        ImageFormat.Jpeg => ".jpg",
    };
}
