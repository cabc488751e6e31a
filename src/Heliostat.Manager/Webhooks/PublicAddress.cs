using System.Net;
using System.Net.Sockets;

namespace Heliostat.Manager.Webhooks;

/// <summary>Which addresses are out in the public network, so that a URL cannot reach into the manager's own.</summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] NotPublicIpv4 =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        }.Select(IPNetwork.Parse),
    ];

    // All that is given out in IPv6 lies in here; what tunnels to an IPv4 address is taken out again.
    private static readonly IPNetwork GlobalIpv6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] NotPublicIpv6 =
    [
        .. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(IPNetwork.Parse),
    ];

    /// <summary>Whether an address is one of the public network, and of one machine.</summary>
    public static bool Is(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily == AddressFamily.InterNetwork
            ? !Array.Exists(NotPublicIpv4, network => network.Contains(plain))
            : GlobalIpv6.Contains(plain) && !Array.Exists(NotPublicIpv6, network => network.Contains(plain));
    }
}
