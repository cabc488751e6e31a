using System.Text.Json.Serialization;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Registering;

/// <summary>
/// What <c>config.json</c> in a node's home holds. It holds the token too, so only its owner may read it.
/// </summary>
/// <param name="GatewayUrl">The manager's origin.</param>
/// <param name="NodeId">The node's id, which it keeps for ever.</param>
/// <param name="NetworkId">The network's id; the node signs for no other.</param>
/// <param name="OperatorAccount">The account that lends the node.</param>
/// <param name="Name">What the operator calls it.</param>
/// <param name="Capabilities">What it registered for.</param>
/// <param name="Token">The working token.</param>
public sealed record NodeSettings(
    string GatewayUrl,
    NodeId NodeId,
    Guid NetworkId,
    AccountId OperatorAccount,
    string Name,
    IReadOnlyList<string> Capabilities,
    string Token)
{
    /// <summary>Plugins of the operator's own.</summary>
    public IReadOnlyList<CustomPlugin> Plugins { get; init; } = [];

    /// <summary>
    /// The keys with which the manager signs heads, as they were at registration; empty where they were not asked for.
    /// </summary>
    public IReadOnlyList<JsonWebKey> ManagerKeys { get; init; } = [];
}

/// <summary>How <c>config.json</c> is written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(NodeSettings))]
internal sealed partial class NodeSettingsJson : JsonSerializerContext;
