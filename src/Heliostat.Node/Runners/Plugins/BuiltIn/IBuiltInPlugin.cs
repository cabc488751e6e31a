using System.Buffers;
using System.Text.Json;

namespace Heliostat.Node.Runners.Plugins.BuiltIn;

/// <summary>A type of job that this program runs by itself.</summary>
internal interface IBuiltInPlugin
{
    /// <summary>Writes the result of a payload as JSON.</summary>
    /// <exception cref="JsonException">The payload is not what the plugin takes; the message says what is.</exception>
    void Run(ReadOnlySpan<byte> payload, IBufferWriter<byte> result);
}
