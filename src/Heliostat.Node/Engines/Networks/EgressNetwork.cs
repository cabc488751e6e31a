using System.Security.Cryptography;
using System.Text;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Engines.Networks;

/// <summary>
/// A network of one run's own, on which its container reaches the open internet and nothing else. Its bridge has a
/// name by which <see cref="EgressRules"/> know it.
/// </summary>
internal sealed record EgressNetwork
{
    /// <summary>How the name of each such bridge begins.</summary>
    public const string BridgePrefix = "hlio";

    // A network device's name has 15 characters at most.
    private const int BridgeHashCharacters = 11;

    private EgressNetwork(string name, string bridge, IReadOnlyList<string> dnsServers) =>
        (Name, Bridge, DnsServers) = (name, bridge, dnsServers);

    /// <summary>Its name in the engine.</summary>
    public string Name { get; }

    /// <summary>The name of its bridge in the engine's network namespace.</summary>
    public string Bridge { get; }

    /// <summary>Where names are asked for: addresses on the open internet, for those of this site are shut.</summary>
    public IReadOnlyList<string> DnsServers { get; }

    /// <summary>The network of a run.</summary>
    public static EgressNetwork Of(RunId run, IReadOnlyList<string> dnsServers)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(run.ToString())));
        return new EgressNetwork(
            $"heliostat-{run.ToUuid()}", BridgePrefix + hash[..BridgeHashCharacters], dnsServers);
    }
}
