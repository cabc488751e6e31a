using Heliostat.Node.Engines.Orders;

namespace Heliostat.Node.Engines.Networks;

/// <summary>The networks of an engine that are this node's.</summary>
internal sealed class EngineNetworks(EngineConnection connection)
{
    /// <summary>Makes a run's network. Put <see cref="EgressFirewall"/> in place first.</summary>
    /// <exception cref="EngineException">It is there already, or the engine has no addresses left.</exception>
    public Task CreateAsync(
        EgressNetwork network, ContainerLabels labels, CancellationToken cancellation = default) => connection.DoAsync(
        EngineRequest.Post("networks/create", Body(network, labels), EngineJson.Default.NetworkBody) with
        {
            About = $"the network {network.Name}",
            SecondsMax = connection.Limits.WorkSecondsMax,
        },
        cancellation);

    /// <summary>Removes a network; false where it was not there.</summary>
    /// <exception cref="EngineException">It still has containers.</exception>
    public async Task<bool> RemoveAsync(string name, CancellationToken cancellation = default)
    {
        try
        {
            await connection.DoAsync(
                EngineRequest.Delete($"networks/{Uri.EscapeDataString(name)}") with
                {
                    About = $"the network {name}",
                    CodeOfUnknown = EngineCodes.NetworkUnknown,
                    SecondsMax = connection.Limits.WorkSecondsMax,
                },
                cancellation).ConfigureAwait(false);
            return true;
        }
        catch (EngineException error) when (error.Code == EngineCodes.NetworkUnknown)
        {
            return false;
        }
    }

    /// <summary>The networks with all of these labels.</summary>
    public async Task<IReadOnlyList<NetworkWords>> ListAsync(
        IReadOnlyList<string> labels, CancellationToken cancellation = default)
    {
        var request = EngineRequest.Get($"networks?filters={EngineRequest.LabelFilter(labels)}");
        return await connection.AskAsync(
            request with { About = "the networks" }, EngineJson.Default.NetworkWordsArray, cancellation)
            .ConfigureAwait(false);
    }

    // Only the run's own container is ever on it, so it need not shut containers off from each other.
    private static NetworkBody Body(EgressNetwork network, ContainerLabels labels) => new(
        network.Name,
        CheckDuplicate: true,
        "bridge",
        Internal: false,
        EnableIPv6: false,
        new Dictionary<string, string> { ["com.docker.network.bridge.name"] = network.Bridge },
        labels.Texts);
}
