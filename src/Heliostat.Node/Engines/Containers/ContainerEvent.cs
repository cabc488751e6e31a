using System.Text;
using System.Text.Json;

namespace Heliostat.Node.Engines.Containers;

/// <summary>Something happened to a container.</summary>
/// <param name="ContainerId">To which.</param>
/// <param name="Action">The engine's word, such as <c>start</c>, <c>oom</c> or <c>die</c>.</param>
internal sealed record ContainerEvent(string ContainerId, string Action)
{
    /// <summary>A container's first process ended, as Docker and as Podman calls it.</summary>
    public bool IsEnd => Action is "die" or "died";

    /// <summary>Reads a line of the stream; null for what is not about a container.</summary>
    public static ContainerEvent? Read(string line)
    {
        try
        {
            var words = JsonSerializer.Deserialize(Encoding.UTF8.GetBytes(line), EngineJson.Default.EventWords);
            return words is { Action: { } action, Actor.Id: { } id } ? new ContainerEvent(id, action) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
