using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Verification;

namespace Heliostat.Cli.Jobs;

/// <summary>The options of <c>heliostat job submit</c>.</summary>
internal static class JobSubmitOptions
{
    public static readonly Argument<FileInfo?> Scene = new("SCENE")
    {
        Description = "The .blend file to render. Its textures and libraries are found and sent with it.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static readonly Option<string?> Frames = new("--frames", "-f")
    {
        Description = "The frames to render, such as 1-24,30,40-60x2. [default: the scene's own range]",
        HelpName = "LIST",
    };

    public static readonly Option<int> Chunk = new("--chunk")
    {
        Description = $"Frames in a task, 1 to {BlenderSettings.ChunkMax}; auto aims at tasks of about 30 seconds. "
            + "[default: auto]",
        HelpName = "auto|N",
        CustomParser = ParseChunk,
    };

    public static readonly Option<ImageFormat?> Format = new("--format")
    {
        Description = "The format of the frames: PNG, EXR (32-bit float), MULTILAYER (EXR with all layers and passes) "
            + "or JPEG (quality 90). [default: PNG, or MULTILAYER where the scene's own output is]",
        HelpName = "FORMAT",
    };

    public static readonly Option<Resolution?> Size = new("--resolution")
    {
        Description = "The size of the frames: a percentage of the scene's (50%) or pixels (1920x1080). "
            + "[default: the scene's own]",
        HelpName = "PERCENT%|WxH",
        CustomParser = result => Resolution.Parse(result),
    };

    public static readonly Option<RegionCut?> Tiles = new("--tiles")
    {
        Description = "Cut each frame into so many regions across and up, which several nodes render, and put them "
            + "together again. [default: frames are rendered whole]",
        HelpName = "COLUMNSxROWS",
        CustomParser = ParseTiles,
    };

    public static readonly Option<VideoFormat?> Encode = new("--encode")
    {
        Description = "Make a video of the frames as well: mp4, at the scene's frame rate. [default: none]",
        HelpName = "FORMAT",
    };

    public static readonly Option<int?> Samples = JobArguments.WithBounds(
        new Option<int?>("--samples")
        {
            Description = $"Samples a pixel, 1 to {BlenderSettings.SamplesMax}. [default: the scene's own]",
            HelpName = "N",
        },
        1,
        BlenderSettings.SamplesMax);

    public static readonly Option<bool> NoDenoise = new("--no-denoise")
    {
        Description = "Render without denoising, although the scene asks for it: not every node's Blender can.",
    };

    public static readonly Option<bool> OneTask = new("--one-task")
    {
        Description = "Keep all frames in one task, rendered in order by one node: for physics that are not baked.",
    };

    public static readonly Option<bool> AllowMissing = new("--allow-missing")
    {
        Description = "Go on although files that the scene names are not there: they are rendered as missing.",
    };

    public static readonly Option<string?> Plugin = new("--plugin")
    {
        Description = "Run this plugin, such as echo or cpu_benchmark, instead of rendering a scene.",
        HelpName = "JOB_TYPE",
    };

    public static readonly Option<int> Count = JobArguments.WithBounds(
        new Option<int>("--count")
        {
            Description = $"How many times the plugin runs, 1 to {PluginSettings.CountMax:N0}.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        },
        1,
        PluginSettings.CountMax);

    public static readonly Option<string?> Payload = new("--payload")
    {
        Description = "What the plugin is given: a JSON object of at most 64 KiB, or @FILE with one. [default: {}]",
        HelpName = "JSON|@FILE",
    };

    public static readonly Option<string?> Title = new("--title")
    {
        Description = "What people see, at most 200 characters. [default: the file's or the plugin's name]",
        HelpName = "TEXT",
    };

    public static readonly Option<string?> Description = new("--description")
    {
        Description = "More of it, at most 4,000 characters.",
        HelpName = "TEXT",
    };

    public static readonly Option<int?> Priority = JobArguments.Priority("50");

    public static readonly Option<int?> Memory = JobArguments.WithBounds(
        new Option<int?>("--memory")
        {
            Description = "Gigabytes of memory that one run needs. [default: what a node gives each run]",
            HelpName = "GB",
        },
        0,
        JobNeeds.CountMax);

    public static readonly Option<int?> Cores = JobArguments.WithBounds(
        new Option<int?>("--cpus")
        {
            Description = "Cores that a node must have. [default: any]",
            HelpName = "N",
        },
        0,
        JobNeeds.CountMax);

    public static readonly Option<int?> MaxNodes = JobArguments.MaxNodes("as many as fit", least: 1);

    public static readonly Option<int?> Retries = JobArguments.Retries("0");

    public static readonly Option<TimeSpan> RunTimeout = JobArguments.RunTimeout("1h");

    public static readonly Option<Guid[]> DependsOn = new("--depends-on")
    {
        Description = $"Begin when this job of yours is completed; fail when it does not. At most "
            + $"{JobSpec.DependsOnMax}, each with an option of its own. [default: none]",
        HelpName = "JOB",
        DefaultValueFactory = _ => [],
    };

    public static readonly Option<bool> Watch = new("--watch", "-w")
    {
        Description = "Follow the job until it ends. With --output, bring frames as they are accepted.",
    };

    public static readonly Option<DirectoryInfo?> Output =
        JobArguments.Output("Bring the frames here as they are accepted; implies --watch. [default: none]");

    public static IEnumerable<Option> All =>
    [
        Frames, Chunk, Format, Size, Samples, NoDenoise, OneTask, Tiles, Encode, AllowMissing, Plugin, Count, Payload,
        Title, Description, Priority, Memory, Cores, MaxNodes, Retries, RunTimeout, DependsOn, Watch, Output,
    ];

    private static RegionCut? ParseTiles(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (RegionCut.TryParse(text, out var cut))
        {
            return cut;
        }

        result.AddError($"--tiles is columns and rows such as 4x3, each 1 to {RegionCut.PerSideMax}, not '{text}'.");
        return null;
    }

    private static int ParseChunk(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text == "auto")
        {
            return 0;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var frames)
            && frames is >= 1 and <= BlenderSettings.ChunkMax)
        {
            return frames;
        }

        result.AddError($"--chunk is auto or 1 to {BlenderSettings.ChunkMax} frames, not '{text}'.");
        return 0;
    }
}
