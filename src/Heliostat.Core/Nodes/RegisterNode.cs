using Heliostat.Core.Accounts;

namespace Heliostat.Core.Nodes;

/// <summary>
/// Register a node, or put a new key on it. The host has checked the operator's signature, and the proof that the node
/// holds its private key.
/// </summary>
public sealed record RegisterNode(NodeId Node, AccountId Operator, string Name, string PublicKey) : Command
{
    /// <summary>Characters that a node's name may have.</summary>
    public const int NameLengthMax = 100;

    /// <summary>Nodes that one operator may have.</summary>
    public const int NodesPerOperatorMax = 10_000;

    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        if (string.IsNullOrWhiteSpace(Name) || Name.Length > NameLengthMax)
        {
            return new Refusal("name-invalid", $"A node's name has 1 to {NameLengthMax} characters.");
        }

        if (network.Accounts.Find(Operator) is not { Banned: false, Kind: AccountKind.Operator })
        {
            return new Refusal("operator-unknown", "Only an operator that is not banned can register nodes.");
        }

        if (network.Nodes.Find(Node) is { } known)
        {
            return Rekey(known, ruling);
        }

        if (CountOf(network.Nodes) >= NodesPerOperatorMax)
        {
            return new Refusal("nodes-too-many", $"An operator has at most {NodesPerOperatorMax} nodes.");
        }

        ruling.Record(new NodeRegistered(Node, Operator, Name, PublicKey));
        return null;
    }

    private Refusal? Rekey(Node known, Ruling ruling)
    {
        if (known.Operator != Operator)
        {
            return new Refusal("node-foreign", "This node belongs to another operator.");
        }

        if (known.State == NodeState.Banned)
        {
            return new Refusal("node-banned", "This node is banned, for good.");
        }

        if (known.PublicKey != PublicKey || known.Name != Name)
        {
            ruling.Record(new NodeRekeyed(Node, Name, PublicKey));
        }

        return null;
    }

    private int CountOf(NodeBook nodes)
    {
        var count = 0;
        foreach (var node in nodes.All)
        {
            count += node.Operator == Operator ? 1 : 0;
        }

        return count;
    }
}
