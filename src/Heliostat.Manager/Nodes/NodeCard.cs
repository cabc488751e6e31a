using Heliostat.Core.Nodes;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Nodes;

/// <summary>What a connection must know of its node without asking the loop.</summary>
/// <param name="Id">The node.</param>
/// <param name="Operator">The account that lends it.</param>
/// <param name="Name">What its operator calls it.</param>
/// <param name="Key">The key that its reports are signed with.</param>
/// <param name="KeyText">The same in base64, as the journal has it.</param>
/// <param name="State">Where it stands.</param>
internal sealed record NodeCard(
    NodeId Id, AccountId Operator, string Name, Ed25519PublicKey Key, string KeyText, NodeState State)
{
    /// <summary>The key's name, which tokens carry so that those of an earlier key open nothing.</summary>
    public string KeyName => JsonWebKey.ThumbprintOf(Key.Bytes);

    public static NodeCard Of(Node node, NodeCard? before) => new(
        node.Id,
        node.Operator,
        node.Name,
        before?.KeyText == node.PublicKey
            ? before.Key
            : Ed25519PublicKey.FromBytes(Convert.FromBase64String(node.PublicKey)),
        node.PublicKey,
        node.State);
}
