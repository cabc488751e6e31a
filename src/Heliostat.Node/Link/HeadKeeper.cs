using Heliostat.Node.Registering;
using Heliostat.Protocol.Signing;
using Microsoft.Extensions.Logging;

namespace Heliostat.Node.Link;

/// <summary>
/// Keeps the newest signed head of the manager's journal in the node's home, so that the node can show later if the
/// journal was cut or rewritten behind it. A head that contradicts the kept one does not replace it, and neither does
/// one that the manager's key did not sign: it would prove nothing.
/// </summary>
internal sealed class HeadKeeper(NodeHome? home, IReadOnlyList<JsonWebKey> managerKeys, ILogger log)
{
    private SignedHead? _newest = home?.ReadHead();

    public void Keep(SignedHead head)
    {
        if (managerKeys.Count > 0 && !IsSigned(head))
        {
            LinkLog.HeadForged(log, head.Sequence);
            return;
        }

        if (_newest is { } kept && kept.Network == head.Network)
        {
            if (head.Sequence < kept.Sequence || (head.Sequence == kept.Sequence && head.EntryHash != kept.EntryHash))
            {
                LinkLog.HeadWentBack(log, kept.Sequence, head.Sequence);
                return;
            }

            if (head.Sequence == kept.Sequence)
            {
                return;
            }
        }

        _newest = head;
        home?.WriteHead(head);
    }

    private bool IsSigned(SignedHead head)
    {
        foreach (var known in managerKeys)
        {
            if (known.ToPublicKey() is { } bytes && JsonWebKey.ThumbprintOf(bytes) == head.KeyId)
            {
                using var key = Ed25519PublicKey.FromBytes(bytes);
                return head.Verify(key);
            }
        }

        return false;
    }
}
