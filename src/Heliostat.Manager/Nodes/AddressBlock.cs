using System.Net;
using System.Net.Sockets;

namespace Heliostat.Manager.Nodes;

/// <summary>
/// The block of the public network that an address lies in, so that verifiers are drawn from elsewhere.
/// </summary>
internal static class AddressBlock
{
    private const int Ipv4PrefixBytes = 3;
    private const int Ipv6PrefixBytes = 6;

    private static readonly IPNetwork[] NotPublic =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("::/127"), IPNetwork.Parse("fc00::/7"),
        IPNetwork.Parse("fe80::/10"),
    ];

    /// <summary>The /24 of an IPv4, the /48 of an IPv6 address; null for one that is not public.</summary>
    public static string? Of(IPAddress? address)
    {
        var plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        if (plain is null || NotPublic.Any(network => network.Contains(plain)))
        {
            return null;
        }

        var kept = plain.AddressFamily == AddressFamily.InterNetwork ? Ipv4PrefixBytes : Ipv6PrefixBytes;
        var bytes = plain.GetAddressBytes();
        Array.Clear(bytes, kept, bytes.Length - kept);
        return $"{new IPAddress(bytes)}/{kept * 8}";
    }
}
