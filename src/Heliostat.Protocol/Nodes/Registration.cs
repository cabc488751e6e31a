using Heliostat.Protocol.Values;

namespace Heliostat.Protocol.Nodes;

/// <summary><c>POST /api/v1/nodes/register</c>, signed with the operator's API key.</summary>
/// <param name="Name">What the operator calls the node: 1 to 100 characters.</param>
/// <param name="PublicKey">The node's Ed25519 key as PEM.</param>
/// <param name="Capabilities">What it will be asked for.</param>
/// <param name="NodeId">Set to put a new key on a node that this operator registered before.</param>
public sealed record RegistrationRequest(
    string Name,
    string PublicKey,
    IReadOnlyList<string> Capabilities,
    NodeId? NodeId);

/// <summary>Its answer: the challenge stands for 60 seconds, once; the token admits only the proof.</summary>
/// <param name="NodeId">The node's id.</param>
/// <param name="Challenge">32 bytes in hexadecimal.</param>
/// <param name="Token">A token that admits only <c>POST /api/v1/nodes/{node_id}/proof</c>.</param>
/// <param name="Status">Always REGISTERED.</param>
/// <param name="Network">The network's id.</param>
/// <param name="Origin">The manager's origin, which the proof binds.</param>
/// <param name="Operator">The operator's account, which the proof binds.</param>
public sealed record RegistrationAnswer(
    NodeId NodeId,
    string Challenge,
    string Token,
    string Status,
    Guid Network,
    string Origin,
    AccountId Operator);

/// <summary><c>POST /api/v1/nodes/{node_id}/proof</c>: the signature over the registration, in base64.</summary>
public sealed record ProofRequest(string Signature);

/// <summary>Its answer: the working token, good for 24 hours and renewed over the relay.</summary>
public sealed record ProofAnswer(NodeId NodeId, string Token, string Status);
