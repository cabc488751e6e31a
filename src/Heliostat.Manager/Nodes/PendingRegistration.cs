using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Nodes;

/// <summary>A registration that waits for its proof.</summary>
/// <param name="Node">The node's id.</param>
/// <param name="Name">What the operator calls it.</param>
/// <param name="Proof">What is to be signed.</param>
/// <param name="ExpiresMs">When it is over, in milliseconds since 1970, UTC.</param>
internal sealed record PendingRegistration(NodeId Node, string Name, RegistrationProof Proof, long ExpiresMs);
