using System.Text.Json;
using Heliostat.Protocol.Api;

namespace Heliostat.Client;

/// <summary>Reads and writes key files: a manager's URL and an API key, readable by their owner only.</summary>
public static class KeyFiles
{
    /// <summary>Bytes that a key file may have.</summary>
    public const int BytesMax = 16 * 1024;

    /// <summary>The mode of a key file where files have modes: 0600.</summary>
    public const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Reads a key file.</summary>
    /// <exception cref="HeliostatException">The file is not there, cannot be read, or is not a key file.</exception>
    public static KeyFile Read(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.Exists && file.Length > BytesMax)
            {
                throw NotOne(path, null);
            }

            var key = JsonSerializer.Deserialize(File.ReadAllBytes(path), ApiFilesJson.Default.KeyFile);
            return key is { PublicKey.Length: > 0, SecretKey.Length: > 0 } ? key : throw NotOne(path, null);
        }
        catch (JsonException cause)
        {
            throw NotOne(path, cause);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new HeliostatException(
                "key-file-unreadable",
                $"The key file {path} could not be read: {cause.Message}",
                "Name the file that 'heliostat consumer create' or 'heliostat operator create' wrote.",
                cause);
        }
    }

    /// <summary>Writes a key file that only its owner can read. An existing file is kept, and refused.</summary>
    /// <exception cref="HeliostatException">The file is there already, or cannot be written.</exception>
    public static void Write(string path, KeyFile key)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Mode;
        }

        try
        {
            using var file = new FileStream(path, options);
            JsonSerializer.Serialize(file, key, ApiFilesJson.Default.KeyFile);
            file.WriteByte((byte)'\n');
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new HeliostatException(
                "key-file-unwritable",
                $"The key file {path} could not be written: {cause.Message}",
                "Name a file that does not exist yet, in a folder of yours.",
                cause);
        }
    }

    /// <summary>True where others than the owner may read the file; always false on Windows.</summary>
    public static bool IsOpenToOthers(string path) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~(Mode | UnixFileMode.UserExecute)) != 0;

    private static HeliostatException NotOne(string path, Exception? cause) => new(
        "key-file-invalid",
        $"{path} is not a key file.",
        "A key file is JSON with url, public_key and secret_key; 'heliostat consumer create' writes one.",
        cause);
}
