using Heliostat.Node.Registering;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;

namespace Heliostat.Node;

/// <summary>Who a node is: its id, its key, its manager, and the token of the day.</summary>
public sealed class NodeIdentity
{
    private volatile string _token;

    /// <summary>Takes all four; the key belongs to the caller.</summary>
    public NodeIdentity(NodeId id, GatewayAddress gateway, Ed25519PrivateKey key, string token)
    {
        Id = id;
        Gateway = gateway;
        Key = key;
        _token = token;
    }

    /// <summary>The node's id.</summary>
    public NodeId Id { get; }

    /// <summary>Its manager's address.</summary>
    public GatewayAddress Gateway { get; }

    /// <summary>The key that signs what it reports.</summary>
    public Ed25519PrivateKey Key { get; }

    /// <summary>The network that it signs for; null takes the one that the first hello names.</summary>
    public Guid? Network { get; init; }

    /// <summary>The working token, replaced when the manager sends a fresh one.</summary>
    public string Token
    {
        get => _token;
        set => _token = value;
    }
}
