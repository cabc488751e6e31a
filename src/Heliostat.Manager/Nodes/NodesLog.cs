using Heliostat.Protocol.Values;
using Microsoft.Extensions.Logging;

namespace Heliostat.Manager.Nodes;

/// <summary>What is logged about connections of nodes: never a token.</summary>
internal static partial class NodesLog
{
    [LoggerMessage(LogLevel.Information, "Node {Node} connected.")]
    public static partial void Connected(ILogger log, NodeId node);

    [LoggerMessage(LogLevel.Information, "Node {Node} disconnected.")]
    public static partial void Disconnected(ILogger log, NodeId node);

    [LoggerMessage(LogLevel.Information, "Closing the connection of node {Node}: {Code} {Reason}")]
    public static partial void Closing(ILogger log, NodeId node, int code, string reason);

    [LoggerMessage(LogLevel.Debug, "The connection of node {Node} broke: {Reason}")]
    public static partial void Broken(ILogger log, NodeId node, string reason);

    [LoggerMessage(LogLevel.Debug, "An unsigned message of node {Node} was not understood.")]
    public static partial void NotUnderstood(ILogger log, NodeId node);

    [LoggerMessage(LogLevel.Warning, "What node {Node} says of its hardware is out of its bounds; it is not kept.")]
    public static partial void HardwareStrange(ILogger log, NodeId node);

    [LoggerMessage(LogLevel.Error, "Work could not be sent to nodes; they get it when they connect again.")]
    public static partial void DispatchFailed(ILogger log, Exception error);
}
