using Heliostat.Core.Nodes;

namespace Heliostat.Core.Claims;

/// <summary>
/// Who may speak in a claim: nobody of the operators, nor from the blocks of the network, that had their say about the
/// frame already.
/// </summary>
internal static class Strangers
{
    public static string? WhyNot(NodeBook nodes, Claim claim, Node node)
    {
        foreach (var heard in claim.Result.Heard)
        {
            if (WhyNot(nodes.Get(heard), node) is { } reason)
            {
                return reason;
            }
        }

        foreach (var witness in claim.Witnesses)
        {
            if (WhyNot(nodes.Get(witness.Node), node) is { } reason)
            {
                return reason;
            }
        }

        return null;
    }

    private static string? WhyNot(Node heard, Node node)
    {
        if (node.Operator == heard.Operator)
        {
            return "its operator had its say about this frame already";
        }

        return node.AddressBlock is not null && node.AddressBlock == heard.AddressBlock
            ? "it is in the block of the network of one that had its say already"
            : null;
    }
}
