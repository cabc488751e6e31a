using Heliostat.Protocol.Values;

namespace Heliostat.Node.Streams;

/// <summary>Connects to the ports of the containers that run on this node.</summary>
internal interface IContainerPorts
{
    /// <summary>Connects to a port; whoever asked for it disposes of the stream.</summary>
    /// <exception cref="StreamException">The run is not here, the port is not listed, or nobody listens.</exception>
    ValueTask<Stream> ConnectAsync(RunId run, int port, CancellationToken cancellationToken);
}
