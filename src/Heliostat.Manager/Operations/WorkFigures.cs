using Heliostat.Manager.Nodes;
using Heliostat.Manager.Streams;

namespace Heliostat.Manager.Operations;

/// <summary>Where the figures of nodes and of what was sent to them come from.</summary>
internal sealed record WorkFigures(NodeConnections Connections, Dispatcher Dispatcher, OpenTunnels Streams);
