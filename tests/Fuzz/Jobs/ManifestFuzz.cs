using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Heliostat.Fuzz.Running;
using Heliostat.Manager.Jobs;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;
using Heliostat.Storage;
using Heliostat.Storage.Memory;

namespace Heliostat.Fuzz.Jobs;

/// <summary>
/// Lists of a scene's files: what is let in names files that are there, by paths that lead nowhere else; a second
/// reader looks.
/// </summary>
public sealed class ManifestFuzz
{
    private static readonly AccountId Account = new(Guid.Parse("00000000-0000-0000-0000-000000000001"));

    private static readonly byte[][] Blobs =
        [.. Enumerable.Range(0, 4).Select(number => Encoding.ASCII.GetBytes(new string('x', number * 7)))];

    private static readonly MemoryBlobStore Held = new();

    private static readonly byte[][] Samples =
    [
        Sample("/home/a/scene.blend"),
        Sample("/home/a/scene.blend", "/home/a/textures/stone é.png", "/mnt/b/lib.blend"),
        Sample("/s.blend", "/a/b/c/d/e/f.exr", "/var/lib/x.vdb", "/home/a/scene.blend"),
    ];

    static ManifestFuzz()
    {
        foreach (var blob in Blobs)
        {
            Put(Held, blob);
        }
    }

    [Fact]
    public void A_manifest_is_refused_or_names_files_that_are_there_by_paths_that_lead_nowhere_else() =>
        Fuzzer.Run(
            chance => chance.OneIn(20) ? chance.Pick(Samples) : Mutator.Alter(chance, chance.Pick(Samples), Samples),
            Promise);

    private static void Promise(byte[] bytes)
    {
        var hash = ContentHash.Of(bytes);
        var key = Put(Held, bytes);
        var problem = Wait(new ManifestCheck(Held).CheckAsync(Account, hash, CancellationToken.None));
        if (!Blobs.Any(blob => ContentHash.Of(blob) == hash))
        {
            Wait(Held.Delete(key).AsTask());
        }

        if (problem is null)
        {
            var reason = WhyNot(bytes);
            Assert.True(reason is null, $"It was let in, and {reason}.");
            return;
        }

        Assert.False(Samples.Any(sample => sample.AsSpan().SequenceEqual(bytes)), problem.Sentence);
        Assert.Contains(problem.Code, (string[])["manifest-invalid", "blob-missing", "path-invalid"]);
        Assert.True(problem.Sentence.EndsWith('.'), problem.Sentence);
    }

    private static string? WhyNot(byte[] bytes)
    {
        try
        {
            return WhyNotText(bytes);
        }
        catch (InvalidOperationException)
        {
            // A member that nobody asks for has a name that is no text, over which this reader stumbles.
            return null;
        }
    }

    private static string? WhyNotText(byte[] bytes)
    {
        using var manifest = JsonDocument.Parse(bytes);
        var paths = new List<string>();
        foreach (var file in manifest.RootElement.GetProperty("files").EnumerateArray())
        {
            var path = file.GetProperty("path").GetString()!;
            var size = file.TryGetProperty("bytes", out var said) ? said.GetInt64() : 0;
            if (path[0] != '/' || path.Contains('\0', StringComparison.Ordinal)
                || path.Split('/').Any(part => part is ".." or "."))
            {
                return $"{path} leads elsewhere";
            }

            var hash = file.GetProperty("hash").GetString();
            if (!Blobs.Any(blob => ContentHash.Of(blob).ToString() == hash && blob.Length == size))
            {
                return $"{hash} is not there";
            }

            paths.Add(path);
        }

        return paths.Distinct().Count() < paths.Count ? "a path is named twice"
            : !paths.Contains(manifest.RootElement.GetProperty("main").GetString()!) ? "its main file is not in it"
            : paths.Count is 0 or > SceneManifest.FilesMax ? $"it names {paths.Count} files"
            : null;
    }

    private static byte[] Sample(params string[] paths)
    {
        var files = paths.Select((path, number) => new JsonObject
        {
            ["path"] = path,
            ["hash"] = ContentHash.Of(Blobs[number]).ToString(),
            ["bytes"] = Blobs[number].Length,
        });
        return Encoding.UTF8.GetBytes(new JsonObject
        {
            ["salt"] = "00112233445566778899aabbccddeeff",
            ["main"] = paths[0],
            ["files"] = new JsonArray([.. files]),
        }.ToJsonString());
    }

    private static BlobKey Put(MemoryBlobStore store, byte[] blob)
    {
        var key = new BlobKey(Account, ContentHash.Of(blob));
        using var content = new MemoryStream(blob);
        Wait(store.Put(key, blob.Length, 0, content));
        return key;
    }

    // All of it is in memory; nothing waits.
    private static T Wait<T>(Task<T> done) => done.GetAwaiter().GetResult();
}
