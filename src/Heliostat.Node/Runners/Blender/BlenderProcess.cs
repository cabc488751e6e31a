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
        return Taken(command, answer, _grid);
    }

    /// <summary>Renders one region of a frame, as a worker does: all its channels, before compositing.</summary>
    public async Task<RenderedFrame> RenderRegionAsync(
        int frame, TileRectangle region, TimeSpan limit, CancellationToken cancellation = default)
    {
        var command = new DriverCommand("region")
        {
            Frame = frame,
            File = _out.NewName(".exr"),
            Pixels = _out.NewName(".f32"),
            Rectangles = [Numbers(region)],
        };
        var answer = await _pipe.AskAsync(command, limit, cancellation).ConfigureAwait(false);
        return Taken(command, answer, new TileGrid(region.Width, region.Height));
    }

    /// <summary>Puts a frame together from its regions, composites and saves it, as a worker does.</summary>
    public async Task<RenderedFrame> StitchAsync(
        int frame, IReadOnlyList<FrameRegion> regions, TimeSpan limit, CancellationToken cancellation = default)
    {
        var (command, answer) = await AskToStitchAsync(frame, regions, null, limit, cancellation).ConfigureAwait(false);
        return Taken(command, answer, _grid);
    }

    /// <summary>
    /// Does the same as a verifier does, who keeps what would be delivered, and its file where people are to see it.
    /// </summary>
    public async Task<CheckedFrame> CheckStitchAsync(
        int frame,
        IReadOnlyList<FrameRegion> regions,
        TimeSpan limit,
        bool withPicture = false,
        CancellationToken cancellation = default)
    {
        var (command, answer) = await AskToStitchAsync(frame, regions, _out.NewName(".f32"), limit, cancellation)
            .ConfigureAwait(false);
        var stitched = Taken(command, answer, _grid);
        if (!withPicture)
        {
            File.Delete(stitched.File);
        }

        return new CheckedFrame
        {
            Frame = frame,
            Area = WholeFrame,
            IsRegion = false,
            Asked = [.. Enumerable.Range(0, _grid.Count)],
            TileHashes = stitched.Pixels.HashTiles(Enumerable.Range(0, _grid.Count).Select(_grid.RectangleOf)),
            Tiles = stitched.Tiles,
            Pixels = stitched.Pixels,
            Delivered = TakePixels(command.Delivered!, [WholeFrame], ChannelGroups.Of(answer.Channels)),
            Channels = answer.Channels,
            Picture = withPicture ? stitched.File : null,
            Seconds = stitched.Seconds,
            Samples = stitched.Samples,
        };
    }

    /// <summary>Renders tiles of a frame, or of a region of it, without having seen the worker's.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="tiles">The tiles; null for all.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="region">The region; null for the whole frame.</param>
    /// <param name="withPicture">
    /// Whether a file of all of it is made for people: of a frame as it would be delivered, of a region as PNG. There
    /// is none of a region of a frame that is composited, because it is composited whole.
    /// </param>
    /// <param name="cancellation">Ends Blender.</param>
    public async Task<CheckedFrame> CheckAsync(
        int frame,
        IReadOnlyList<int>? tiles,
        TimeSpan limit,
        TileRectangle? region = null,
        bool withPicture = false,
        CancellationToken cancellation = default)
    {
        var area = region ?? WholeFrame;
        var grid = new TileGrid(area.Width, area.Height);
        if (tiles?.Any(tile => tile < 0 || tile >= grid.Count) == true)
        {
            throw new RunFailedException(FailureReasons.RenderFailed, FaultSide.Unknown,
                "A tile was asked for that the frame does not have.");
        }

        var parts = PartsFor(grid, tiles);
        var isWhole = region is null && parts is [{ } part] && part == WholeFrame;
        var isShown = withPicture && (isWhole || (region is not null && tiles is null && !Scene.Composites));
        var asDelivered = region is not null || isWhole || !Scene.Composites;
        var command = new DriverCommand("regions")
        {
            Frame = frame,
            Rectangles = [.. parts.Select(one => Numbers(one with { X = one.X + area.X, Y = one.Y + area.Y }))],
            Pixels = _out.NewName(".f32"),
            Delivered = _out.NewName(".f32"),
            AsDelivered = asDelivered,
            IsRegion = region is not null,
            Picture = isShown ? _out.NewName(isWhole ? EndingOf(_order.Settings.Format) : ".png") : null,
        };
        var answer = await _pipe.AskAsync(command, limit, cancellation).ConfigureAwait(false);
        var pixels = TakePixels(command.Pixels, parts, Scene.Layers);
        var delivered = TakePixels(command.Delivered, asDelivered ? parts : [], ChannelGroups.Of(answer.Channels));
        var asked = tiles ?? [.. Enumerable.Range(0, grid.Count)];
        return new CheckedFrame
        {
            Frame = frame,
            Area = area,
            IsRegion = region is not null,
            Asked = asked,
            TileHashes = pixels.HashTiles(asked.Select(grid.RectangleOf)),
            Tiles = tiles is null ? pixels.ListTiles(grid) : null,
            Pixels = pixels,
            Delivered = asDelivered ? delivered : null,
            Channels = asDelivered ? answer.Channels : null,
            Picture = command.Picture is { } picture ? _out.Take(picture) : null,
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
            Limits = process.Limits with { MemoryBytes = order.MemoryBytes, WrittenBytes = order.WrittenBytes },
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

    private static int[] Numbers(TileRectangle area) => [area.X, area.Y, area.Width, area.Height];

    private RenderedFrame Taken(DriverCommand command, DriverAnswer answer, TileGrid grid)
    {
        var pixels = TakePixels(command.Pixels!, [new TileRectangle(0, 0, grid.Width, grid.Height)], Scene.Layers);
        return new RenderedFrame
        {
            Frame = command.Frame!.Value,
            File = _out.Take(command.File!),
            Passes = command.Passes is null ? null : _out.Take(command.Passes),
            Pixels = pixels,
            Tiles = pixels.ListTiles(grid),
            Seconds = answer.Seconds,
            Samples = answer.Samples,
        };
    }

    private async Task<(DriverCommand Command, DriverAnswer Answer)> AskToStitchAsync(
        int frame,
        IReadOnlyList<FrameRegion> regions,
        string? delivered,
        TimeSpan limit,
        CancellationToken cancellation)
    {
        var inputs = new List<InFile>();
        try
        {
            inputs.AddRange(regions.Select(region => new InFile(InFolder(_order), region.File)));
            var command = new DriverCommand("stitch")
            {
                Frame = frame,
                File = _out.NewName(EndingOf(_order.Settings.Format)),
                Pixels = _out.NewName(".f32"),
                Delivered = delivered,
                Rectangles = [.. regions.Select(region => Numbers(region.Area))],
                Files = [.. inputs.Select(input => input.Name)],
            };
            return (command, await _pipe.AskAsync(command, limit, cancellation).ConfigureAwait(false));
        }
        finally
        {
            inputs.ForEach(input => input.Dispose());
        }
    }

    private IReadOnlyList<TileRectangle> PartsFor(TileGrid grid, IReadOnlyList<int>? tiles)
    {
        var everything = new TileRectangle(0, 0, grid.Width, grid.Height);
        if (tiles is null || Scene.Denoises)
        {
            return [everything];
        }

        var parts = TileMerging.Merge(grid, tiles);
        var pixels = parts.Sum(part => (long)part.Width * part.Height);
        return pixels * EverythingShare >= (long)grid.Width * grid.Height ? [everything] : parts;
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
        ImageFormat.Exr or ImageFormat.Multilayer => ".exr",
        ImageFormat.Jpeg => ".jpg",
    };
}
