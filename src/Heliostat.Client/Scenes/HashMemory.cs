using System.Text.Json;
using Heliostat.Protocol.Values;

namespace Heliostat.Client.Scenes;

/// <summary>
/// The hashes of files that were hashed before, in a file of the user's: one that has the same path, size and time of
/// change is not read again. A file that somebody changes and then dates back is taken for what it was.
/// </summary>
public sealed class HashMemory
{
    /// <summary>Files that are remembered; those used longest ago go first.</summary>
    public const int FilesMax = 200_000;

    /// <summary>Bytes that the file may have; a larger one is not read.</summary>
    public const int BytesMax = 128 * 1024 * 1024;

    // A file may change once more within one tick of its disk's clock, the slowest of which tick every two seconds.
    private const int RestSecondsMin = 3;

    private readonly string _path;
    private readonly Dictionary<string, RememberedFile> _files;
    private readonly long _now = DateTime.UtcNow.Ticks;
    private bool _isChanged;

    private HashMemory(string path, Dictionary<string, RememberedFile> files) => (_path, _files) = (path, files);

    /// <summary>Reads the file; where there is none, or one that cannot be read, nothing is remembered.</summary>
    public static HashMemory Read(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: <= BytesMax })
            {
                using var file = File.OpenRead(path);
                return new HashMemory(path, JsonSerializer.Deserialize(file, MemoryJson.Default.Files) ?? []);
            }
        }
        catch (Exception cause) when (cause is JsonException or IOException or UnauthorizedAccessException)
        {
            // It is only a memory: the files are read again.
        }

        return new HashMemory(path, []);
    }

    /// <summary>The hash and size of a file that is as it was; null for any other.</summary>
    internal (ContentHash Hash, long Bytes)? Find(FileInfo file)
    {
        if (!_files.TryGetValue(file.FullName, out var known)
            || known is null
            || !file.Exists
            || known.Bytes != file.Length
            || known.ChangedAt != file.LastWriteTimeUtc.Ticks
            || !ContentHash.TryParse(known.Hash, out var hash))
        {
            return null;
        }

        _files[file.FullName] = known with { UsedAt = _now };
        return (hash, known.Bytes);
    }

    /// <summary>Remembers a file as it was before it was read, if it is still so.</summary>
    internal void Keep(FileInfo before, ContentHash hash, long bytes)
    {
        var after = new FileInfo(before.FullName);
        var isAtRest = after.Exists
            && after.Length == bytes
            && before.Length == bytes
            && after.LastWriteTimeUtc == before.LastWriteTimeUtc
            && DateTime.UtcNow - after.LastWriteTimeUtc > TimeSpan.FromSeconds(RestSecondsMin);
        if (isAtRest)
        {
            var changedAt = after.LastWriteTimeUtc.Ticks;
            _files[after.FullName] = new RememberedFile(hash.ToString(), bytes, changedAt, _now);
            _isChanged = true;
        }
    }

    /// <summary>Forgets everything, because something that was remembered is not so.</summary>
    public void Forget()
    {
        _files.Clear();
        _isChanged = true;
        Write();
    }

    /// <summary>Writes what is new, for its owner only. That it cannot be written is no failure.</summary>
    public void Write()
    {
        if (!_isChanged)
        {
            return;
        }

        var kept = _files.OrderByDescending(file => file.Value.UsedAt).Take(FilesMax).ToDictionary();
        var written = $"{_path}.{Environment.ProcessId}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = KeyFiles.Mode;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            using (var file = new FileStream(written, options))
            {
                JsonSerializer.Serialize(file, kept, MemoryJson.Default.Files);
            }

            File.Move(written, _path, overwrite: true);
            _isChanged = false;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            File.Delete(written);
        }
    }
}
