using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;

namespace Heliostat.Protocol.Api;

/// <summary>The body of <c>POST /v1/jobs</c>. A field left out takes its default (DESIGN: defaults by type).</summary>
public sealed record JobRequest
{
    /// <summary>Characters that a title may have.</summary>
    public const int TitleLengthMax = 200;

    /// <summary>Characters that a description may have.</summary>
    public const int DescriptionLengthMax = 4_000;

    /// <summary>BATCH or PERSISTENT; BATCH when left out.</summary>
    public JobKind? Task { get; init; }

    /// <summary>What people see; 1 to 200 characters.</summary>
    public string? Title { get; init; }

    /// <summary>More of it.</summary>
    public string? Description { get; init; }

    /// <summary>Cores; 0 asks for none.</summary>
    public int? CpuCount { get; init; }

    /// <summary>GPUs; 0 asks for none.</summary>
    public int? GpuCount { get; init; }

    /// <summary>
    /// The model that each of its GPUs must be, such as <c>NVIDIA GeForce RTX 4090</c>; any when left out. Not together
    /// with <see cref="GpuRegistryUuid"/>.
    /// </summary>
    public string? GpuName { get; init; }

    /// <summary>The same, by the id in <c>GET /v1/gpu-registry</c>.</summary>
    public Guid? GpuRegistryUuid { get; init; }

    /// <summary>Gigabytes of memory that each GPU must have.</summary>
    public int? MinVramGb { get; init; }

    /// <summary>Gigabytes of memory.</summary>
    public int? MinRamGb { get; init; }

    /// <summary>Gigabytes of disk.</summary>
    public int? MinStorageGb { get; init; }

    /// <summary>Nodes at once; null for as many as fit.</summary>
    public int? MaxNodeCount { get; init; }

    /// <summary>Failures that the job itself may cause in one task before it fails; 0 when left out.</summary>
    public int? MaxRetryCount { get; init; }

    /// <summary>Milliseconds that a task may wait for a node, 300,000 upward; without end when null.</summary>
    public long? MaxTimeoutAssignMs { get; init; }

    /// <summary>Milliseconds from a node until the run starts, image and inputs fetched; 120,000 upward.</summary>
    public long? MaxTimeoutStartMs { get; init; }

    /// <summary>Milliseconds that one run may take, 60,000 upward; required for BATCH, null for PERSISTENT.</summary>
    public long? MaxTimeoutRunMs { get; init; }

    /// <summary>Regions such as <c>us-west-2</c> that its nodes may be in, at most 36; any when left out.</summary>
    public IReadOnlyList<string>? AllowedRegionCodes { get; init; }

    /// <summary>0 to 100; 50 when left out.</summary>
    public int? Priority { get; init; }

    /// <summary>Jobs of the same account that must be completed before this one begins; at most 32.</summary>
    public IReadOnlyList<Guid>? DependsOn { get; init; }

    /// <summary>What to run.</summary>
    public JobParameters? Parameters { get; init; }
}

/// <summary><c>{"type": …, "parameters": {…}}</c>.</summary>
/// <param name="Type"><c>blender</c>, <c>docker</c> or <c>plugin</c>.</param>
/// <param name="Parameters">
/// A <see cref="BlenderParameters"/>, a <see cref="ContainerParameters"/> or a <see cref="PluginParameters"/>.
/// </param>
public sealed record JobParameters(string Type, JsonElement Parameters);

/// <summary>The parameters of a blender job. The manifest and its files are uploaded before.</summary>
public sealed record BlenderParameters
{
    /// <summary>The manifest's hash (<see cref="SceneManifest"/>).</summary>
    public required ContentHash Manifest { get; init; }

    /// <summary>The frame list.</summary>
    public required string Frames { get; init; }

    /// <summary>Pixels across and up, after any percentage.</summary>
    public required int Width { get; init; }

    /// <inheritdoc cref="Width"/>
    public required int Height { get; init; }

    /// <summary>Frames in a task; 0 or left out lets the manager choose.</summary>
    public int? Chunk { get; init; }

    /// <summary>PNG when left out.</summary>
    public ImageFormat? Format { get; init; }

    /// <summary>Samples a pixel; the scene's when left out.</summary>
    public int? Samples { get; init; }

    /// <summary>True where the scene denoises: needs a node whose Blender can. False switches denoising off.</summary>
    public bool? Denoise { get; init; }

    /// <summary>True keeps all frames in one task.</summary>
    public bool? OneTask { get; init; }

    /// <summary>The regions of each frame, columns and rows such as <c>4x3</c>; none when left out.</summary>
    public string? Tiles { get; init; }

    /// <summary>The format of a video to be made of the frames; none when left out.</summary>
    public VideoFormat? Encode { get; init; }

    /// <summary>Thousandths of a frame a second of the video; 24,000 when left out.</summary>
    public int? FrameRateThousandths { get; init; }
}

/// <summary>The parameters of a plugin job.</summary>
public sealed record PluginParameters
{
    /// <summary>The plugin's job type.</summary>
    public required string JobType { get; init; }

    /// <summary>How many times it runs; 1 when left out.</summary>
    public int? Count { get; init; }

    /// <summary>What it is given: a JSON object, at most 64 KiB.</summary>
    public JsonElement? Payload { get; init; }
}
