using System.Net;
using Heliostat.Protocol.Api;

namespace Heliostat.Manager.Streams;

/// <summary>The ports at which a job's containers can be reached, and from where.</summary>
/// <param name="Ports">The containers' ports.</param>
/// <param name="Allowed">Blocks of addresses that may connect; null for all.</param>
internal sealed record JobPorts(IReadOnlyList<int> Ports, IReadOnlyList<IPNetwork>? Allowed)
{
    public static JobPorts Of(ContainerParameters parameters) => new(
        [.. (parameters.Ports ?? []).Where(port => port is > 0 and <= ushort.MaxValue).Distinct()],
        parameters.AllowedIps is { Count: > 0 } allowed ? [.. allowed.Select(BlockOf).OfType<IPNetwork>()] : null);

    public bool Has(int port) => Ports.Contains(port);

    /// <summary>Whether a peer may connect: by the address that it has, whatever it says of itself.</summary>
    public bool Admits(IPAddress? address)
    {
        if (Allowed is null)
        {
            return true;
        }

        var plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return plain is not null && Allowed.Any(block => block.Contains(plain));
    }

    // What is no block admits nobody.
    private static IPNetwork? BlockOf(string text) =>
        IPNetwork.TryParse(text, out var block) ? block
        : IPAddress.TryParse(text, out var one) ? new IPNetwork(one, one.GetAddressBytes().Length * 8)
        : null;
}
