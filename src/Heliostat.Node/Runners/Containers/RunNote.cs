using System.Text.Json;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Runners.Containers;

/// <summary>
/// What an agent writes down of a PERSISTENT run, so that the agent after it can go on with the container. It holds no
/// secret.
/// </summary>
/// <param name="Run">The run.</param>
/// <param name="Container">The engine's id of its container.</param>
/// <param name="Image">The name of its image.</param>
/// <param name="Ports">The ports that can be reached.</param>
/// <param name="Log">How far its log was sent.</param>
internal sealed record RunNote(
    RunId Run, string Container, string Image, IReadOnlyList<int> Ports, LogPlace Log)
{
    private const string FileName = "note.json";

    /// <summary>The folders of images that it sees.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    /// <summary>The note in a run's folder, or null where there is none that can be read.</summary>
    public static RunNote? Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        try
        {
            return File.Exists(file)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(file), KeptJson.Default.RunNote)
                : null;
        }
        catch (JsonException)
        {
            // The machine stopped while it was written, and the container with it.
            return null;
        }
    }

    /// <summary>Writes it, whole or not at all.</summary>
    public void Write(string folder)
    {
        var file = Path.Combine(folder, FileName);
        File.WriteAllBytes(file + ".tmp", JsonSerializer.SerializeToUtf8Bytes(this, KeptJson.Default.RunNote));
        File.Move(file + ".tmp", file, overwrite: true);
    }
}

/// <summary>How far a container's output was read and sent.</summary>
/// <param name="BytesRead">Bytes as the container wrote them.</param>
/// <param name="BytesSent">Bytes of UTF-8 that were made of them.</param>
/// <param name="IsCut">Whether no more is sent.</param>
internal sealed record LogPlace(long BytesRead, long BytesSent, bool IsCut)
{
    /// <summary>Before the first byte.</summary>
    public static readonly LogPlace Start = new(0, 0, false);
}
