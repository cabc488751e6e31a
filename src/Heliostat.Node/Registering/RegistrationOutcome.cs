using Heliostat.Protocol.Values;

namespace Heliostat.Node.Registering;

/// <summary>A node that was registered.</summary>
/// <param name="NodeId">Its id.</param>
/// <param name="Token">Its token, good for 24 hours and renewed while the node runs.</param>
/// <param name="Capabilities">What it registered for.</param>
/// <param name="Warnings">What its operator should know, one sentence each.</param>
/// <param name="Folder">Where its key and settings lie.</param>
public sealed record RegistrationOutcome(
    NodeId NodeId, string Token, IReadOnlyList<string> Capabilities, IReadOnlyList<string> Warnings, string Folder);
