using System.Text.Json;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Tests.Support;

/// <summary>Scenes of a test: bytes that no Blender ever sees.</summary>
internal static class Scenes
{
    public static ContentHash Main { get; } = ContentHash.Of("a scene"u8);

    /// <summary>Uploads a scene and writes a job for it.</summary>
    public static async Task<string> JobAsync(
        ApiClient consumer, string frames, bool missing = false, string? tiles = null, params SceneFile[] more)
    {
        var scene = "a scene"u8.ToArray();
        if (!missing)
        {
            await consumer.UploadAsync(scene);
        }

        var manifest = new SceneManifest(
            new string('a', 32),
            "/home/me/scene.blend",
            [new SceneFile("/home/me/scene.blend", Main, scene.Length), .. more]);
        var name = await consumer.UploadAsync(
            JsonSerializer.SerializeToUtf8Bytes(manifest, WireJson.Default.SceneManifest));
        var cut = tiles is null ? "" : $",\"tiles\":\"{tiles}\"";
        return $$"""
            {"max_timeout_run_ms":60000,"parameters":{"type":"blender","parameters":
            {"manifest":"{{name}}","frames":"{{frames}}","width":64,"height":64,"chunk":1{{cut}}} } }
            """;
    }
}
