using System.Text;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Core.Tests;

/// <summary>Ordinary things, for tests that care about one thing of them only.</summary>
internal static class Some
{
    public static NodeFacts Facts { get; } = new(
        "test",
        ["render", "denoise", "echo", "cpu_benchmark", "count_words"],
        NodeDuties.Both, "class", 8, 16L << 30, 2, 4);

    public static NodeGpu Gpu { get; } = new("NVIDIA GeForce RTX 4090", 24L << 30, "550.54.15", "12.4");

    public static ContentHash Payload { get; } = Hash("payload");

    public static BlobName File { get; } = new(Hash("file"), 1_000);

    public static JobLimits Limits { get; } = new(null, 1, 60_000, 50);

    public static ContentHash Hash(string of) => ContentHash.Of(Encoding.UTF8.GetBytes(of));

    public static JobSpec Echo(int count = 1) => Plugin(PluginSettings.Echo, count);

    public static JobSpec Plugin(string type, int count = 1) => new(
        JobKind.Batch, new JobNeeds(0, 0, 0, 0), Limits, null,
        new PluginSettings(type, count, Payload), Hash("salted"));

    /// <summary>A node that runs containers: 8 cores, 16 GB, and four GPUs.</summary>
    public static NodeFacts ContainerFacts { get; } =
        Facts with { Capabilities = [NodeCapability.Docker], Gpus = [Gpu, Gpu, Gpu, Gpu], DiskFreeBytes = 100L << 30 };

    /// <summary>A docker job: one core, 1 GB of memory and of disk, and no GPU.</summary>
    public static JobSpec Container(int count = 1, JobNeeds? needs = null) => new(
        JobKind.Batch, needs ?? new JobNeeds(1, 0, 1, 1), Limits with { MaxRetryCount = 0 }, null, null, Hash("salted"))
    {
        Container = new ContainerSettings(count, Hash("parameters"), null),
    };

    /// <summary>A docker job that runs until it is stopped.</summary>
    public static JobSpec Persistent(int retries = 0) => Container() with
    {
        Kind = JobKind.Persistent,
        Limits = Limits with { MaxRetryCount = retries, MaxTimeoutRunMs = 0 },
    };

    /// <summary>What a container that left a folder reports.</summary>
    public static JobResult Left(RunId run, int unit = 0) => new(run, unit, 1_000, File.Hash, File, null, null);

    /// <summary>Frames of 320 × 256 pixels, which have 80 tiles, so that 16 of them are drawn.</summary>
    public static JobSpec Frames(string frames = "1", int chunk = 1) => new(
        JobKind.Batch, new JobNeeds(0, 0, 0, 0), Limits, Blender(frames, chunk), null, Hash("salted"));

    public static BlenderSettings Blender(string frames, int chunk) => new(
        Hash("manifest"), frames, chunk, ImageFormat.Png, 320, 256, 16, Denoise: false, OneTask: false);

    public static JobResult Result(RunId run, int unit = 0, ContentHash? commitment = null) =>
        new(run, unit, 1_000, commitment ?? Payload, File, null, null);
}
