using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Heliostat.Client.Packing;

/// <summary>
/// What Blender said of scenes that were packed before, in a folder of the user's. A scene is asked about again as soon
/// as one of its .blend files, a folder that was looked through, or the set of files that are there has changed.
/// </summary>
internal sealed class PackingMemory
{
    /// <summary>Scenes that are remembered; those packed longest ago go first.</summary>
    public const int ScenesMax = 50;

    private const int BytesMax = 64 * 1024 * 1024;
    private const string Ending = ".json";

    // A file may change once more within one tick of its disk's clock, the slowest of which tick every two seconds.
    private static readonly TimeSpan RestMin = TimeSpan.FromSeconds(3);

    private readonly string _folder;
    private readonly string _path;
    private readonly DateTime _startedAtUtc = DateTime.UtcNow;

    /// <summary>The memory of one scene as one Blender reads it with these scripts.</summary>
    public PackingMemory(string folder, string scene, string blender, string scripts)
    {
        _folder = folder;
        var program = SeenEntry.Of(Find(blender));
        var key = SHA256.HashData(Encoding.UTF8.GetBytes($"{scene}\n{blender}\n{program}\n{scripts}"));
        _path = Path.Combine(folder, Convert.ToHexStringLower(key) + Ending);
    }

    /// <summary>What was said, when all is as it was.</summary>
    public PackedDocument? Recall()
    {
        try
        {
            if (new FileInfo(_path) is not { Exists: true, Length: <= BytesMax })
            {
                return null;
            }

            using var file = File.OpenRead(_path);
            var known = JsonSerializer.Deserialize(file, PackingJson.Default.RememberedPacking);
            return known is not null && IsAsItWas(known) ? known.Document : null;
        }
        catch (Exception cause) when (cause is JsonException or IOException or UnauthorizedAccessException)
        {
            // It is only a memory: Blender is asked again.
            return null;
        }
    }

    /// <summary>Remembers what was said, unless something may have changed meanwhile.</summary>
    public void Keep(PackedDocument document)
    {
        var blends = document.Files.Where(file => file.Use is "scene" or "library").Select(file => file.Source);
        var seen = blends.Concat(document.Listed).Distinct().Select(SeenEntry.Of).ToList();
        var isAtRest = document is { Error: null, Searched: false }
            && seen.All(entry => entry is not null && _startedAtUtc.Ticks - entry.ChangedAt > RestMin.Ticks);
        if (isAtRest)
        {
            Write(new RememberedPacking { Document = document, Seen = seen! });
        }
    }

    private static bool IsAsItWas(RememberedPacking known) =>
        known.Seen.All(entry => SeenEntry.Of(entry.Path) == entry)
        && known.Document.Files.All(file => File.Exists(file.Source))
        && !known.Document.Missing.Any(file => Path.Exists(file.Source))
        && known.Document.Refused.Count == 0;

    private static string Find(string program) => Path.IsPathRooted(program)
        ? program
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists) ?? program;

    private void Write(RememberedPacking packing)
    {
        var written = $"{_path}.{Environment.ProcessId}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = KeyFiles.Mode;
        }

        try
        {
            Directory.CreateDirectory(_folder);
            using (var file = new FileStream(written, options))
            {
                JsonSerializer.Serialize(file, packing, PackingJson.Default.RememberedPacking);
            }

            File.Move(written, _path, overwrite: true);
            foreach (var old in new DirectoryInfo(_folder).GetFiles('*' + Ending)
                .OrderByDescending(file => file.LastWriteTimeUtc).Skip(ScenesMax))
            {
                old.Delete();
            }
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            File.Delete(written);
        }
    }
}
