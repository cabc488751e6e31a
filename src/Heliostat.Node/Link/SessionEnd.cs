namespace Heliostat.Node.Link;

/// <summary>How a connection ended.</summary>
/// <param name="WasOpen">Whether the manager had said hello.</param>
/// <param name="TokenRefused">Whether the manager does not take the node's token.</param>
/// <param name="Reason">A sentence for the log.</param>
internal sealed record SessionEnd(bool WasOpen, bool TokenRefused, string Reason);
