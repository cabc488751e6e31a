using Heliostat.Protocol.Values;

namespace Heliostat.Node.Engines.Containers;

/// <summary>One container of this node in an engine's list.</summary>
/// <param name="Id">The engine's name for it.</param>
/// <param name="IsRunning">Whether it runs.</param>
/// <param name="Run">The run that it was made for, or null where its labels do not say.</param>
internal sealed record ContainerSummary(string Id, bool IsRunning, RunId? Run);
