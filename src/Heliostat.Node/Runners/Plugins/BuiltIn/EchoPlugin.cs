using System.Buffers;

namespace Heliostat.Node.Runners.Plugins.BuiltIn;

/// <summary>Gives back its payload, by which a network is tried out.</summary>
internal sealed class EchoPlugin : IBuiltInPlugin
{
    public void Run(ReadOnlySpan<byte> payload, IBufferWriter<byte> result) => result.Write(payload);
}
