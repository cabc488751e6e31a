namespace Heliostat.Node.Registering;

/// <summary>What an operator asks for when registering a node.</summary>
/// <param name="GatewayUrl">The manager's address (<see cref="GatewayAddress"/>).</param>
/// <param name="Name">What the operator calls the node: 1 to 100 characters.</param>
/// <param name="Capabilities">What it is to be asked for; empty for everything that the agent can run.</param>
/// <param name="OperatorKeyFile">The file with the operator's API key.</param>
/// <param name="Force">Whether to put a new key on the node that was registered from this home before.</param>
public sealed record RegistrationWish(
    string GatewayUrl, string Name, IReadOnlyList<string> Capabilities, string OperatorKeyFile, bool Force)
{
    /// <summary>The plugins that lie in their folder now.</summary>
    public IReadOnlyList<CustomPlugin> Plugins { get; init; } = [];
}
