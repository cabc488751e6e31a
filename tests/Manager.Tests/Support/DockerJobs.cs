using System.Text.Json;
using System.Text.Json.Nodes;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Tests.Support;

/// <summary>Docker jobs of a test, and folders of files for them.</summary>
internal static class DockerJobs
{
    /// <summary>A blob that nobody uploaded.</summary>
    public static ContentHash Missing { get; } = ContentHash.Of("never uploaded"u8);

    /// <summary>A node that runs containers and has two GPUs.</summary>
    public static NodeFacts Facts { get; } = LiveNode.Facts with
    {
        Capabilities = [NodeCapability.Docker],
        Gpus =
        [
            new NodeGpu("NVIDIA GeForce RTX 4090", 24_564L << 20, "550.54.15", "12.4"),
            new NodeGpu("NVIDIA GeForce RTX 4090", 24_564L << 20, "550.54.15", "12.4"),
        ],
    };

    /// <summary>A job of debian that may run a minute, with some fields set.</summary>
    public static string Job(params (string Name, JsonNode? Value)[] fields)
    {
        var job = new JsonObject
        {
            ["title"] = "a container",
            ["max_timeout_run_ms"] = 60_000,
            ["parameters"] = Parameters(new JsonObject { ["image"] = "debian" }),
        };
        foreach (var (name, value) in fields)
        {
            job[name] = value?.DeepClone();
        }

        return job.ToJsonString();
    }

    public static JsonObject Parameters(JsonObject parameters) =>
        new() { ["type"] = JobTypes.Docker, ["parameters"] = parameters.DeepClone() };

    /// <summary>Uploads the list of a folder for the consumer.</summary>
    public static Task<ContentHash> FolderAsync(ApiClient consumer, params FolderFile[] files) =>
        consumer.UploadAsync(Write(files));

    public static byte[] Write(params FolderFile[] files) => JsonSerializer.SerializeToUtf8Bytes(
        new FolderManifest(new string('a', 32), files), WireJson.Default.FolderManifest);
}
