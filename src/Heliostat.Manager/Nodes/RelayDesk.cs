using Heliostat.Manager.Hardware;
using Heliostat.Manager.Jobs;
using Heliostat.Manager.Logs;
using Heliostat.Manager.Loop;
using Heliostat.Manager.Streams;
using Microsoft.Extensions.Logging;

namespace Heliostat.Manager.Nodes;

/// <summary>What every relay connection works with.</summary>
internal sealed record RelayDesk(
    ManagerLoop Loop,
    NodeRoster Roster,
    NodeTokens Tokens,
    NodeConnections Connections,
    Presence Presence,
    Belief Belief,
    Notifier Notifier,
    ILogger Log)
{
    /// <summary>Where what nodes say of their hardware is kept.</summary>
    public HardwareShelf Hardware { get; } = new();

    /// <summary>Where streams are asked of nodes.</summary>
    public required StreamDesk Streams { get; init; }

    /// <summary>Where what runs print is kept.</summary>
    public required RunLogs Logs { get; init; }
}
