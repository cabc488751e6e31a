namespace Heliostat.Cli.Nodes;

/// <summary>A node that was registered, as <c>heliostat node register --json</c> prints it.</summary>
internal sealed record RegisteredNode(
    Guid NodeId, string Token, IReadOnlyList<string> Capabilities, string Folder);
