using Heliostat.Protocol.Values;

namespace Heliostat.Node.Streams;

/// <summary>The ports of the containers that this node runs.</summary>
internal interface IContainerPorts
{
    /// <summary>Connects to a port of a run's container.</summary>
    /// <exception cref="StreamException">It cannot be connected to; the code says why.</exception>
    ValueTask<Stream> ConnectAsync(RunId run, int port, CancellationToken cancellationToken);
}
