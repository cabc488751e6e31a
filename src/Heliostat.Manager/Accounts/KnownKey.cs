using System.Net;
using Heliostat.Core;
using Heliostat.Core.Accounts;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Accounts;

/// <summary>What the gate knows of an API key.</summary>
/// <param name="Account">The account that it acts for.</param>
/// <param name="Kind">What the account may do.</param>
/// <param name="ExpiresAt">When it ends; null for never.</param>
/// <param name="Networks">Where it may be used from; empty for anywhere.</param>
/// <param name="Revoked">True once it was revoked.</param>
internal sealed record KnownKey(
    AccountId Account, AccountKind Kind, Instant? ExpiresAt, IReadOnlyList<IPNetwork> Networks, bool Revoked)
{
    public static KnownKey Of(ApiKey key, AccountKind kind) => new(
        key.Account, kind, key.ExpiresAt, [.. key.AllowedIps.SelectMany(ParsedOrNone)], key.Revoked);

    /// <summary>Reads an address or a CIDR block.</summary>
    public static bool TryParse(string text, out IPNetwork network)
    {
        if (IPNetwork.TryParse(text, out network))
        {
            return true;
        }

        var isAddress = IPAddress.TryParse(text, out var address);
        network = isAddress ? new IPNetwork(address!, address!.GetAddressBytes().Length * 8) : default;
        return isAddress;
    }

    public bool Admits(IPAddress? address)
    {
        if (Networks.Count == 0)
        {
            return true;
        }

        var plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return plain is not null && Networks.Any(network => network.Contains(plain));
    }

    private static IEnumerable<IPNetwork> ParsedOrNone(string text) =>
        TryParse(text, out var network) ? [network] : [new IPNetwork(IPAddress.None, 32)];
}
