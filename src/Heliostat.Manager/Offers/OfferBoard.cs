using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Gpus;

namespace Heliostat.Manager.Offers;

/// <summary>Makes offers of idle nodes: one for each kind of hardware in each region.</summary>
internal static class OfferBoard
{
    private const int GibibyteBits = 30;

    private static readonly byte[] Domain = "heliostat/offer/1"u8.ToArray();

    /// <summary>Nodes that are alike in region, cores, memory and GPUs are one offer.</summary>
    public static IEnumerable<OfferResource> Of(IEnumerable<IdleNode> nodes) =>
        from node in nodes
        let gpus = Models(node)
        let ram = (int)(node.RamBytes >> GibibyteBits)
        group node by (node.Region, node.Cpus, Ram: ram, Label: LabelOf(gpus), Vram: MinVram(gpus)) into alike
        select OfferOf(alike.Key.Region, alike.Key.Label, [.. alike]);

    private static OfferResource OfferOf(string? region, string? label, List<IdleNode> nodes)
    {
        var (one, gpus) = (nodes[0], Models(nodes[0]));
        var ram = (int)(one.RamBytes >> GibibyteBits);
        var disks = nodes.Select(node => node.DiskFreeBytes).ToList();
        return new OfferResource
        {
            OfferId = IdOf($"{region}\n{one.Cpus}\n{ram}\n{label}\n{MinVram(gpus)}"),
            RegionCode = region,
            Availability = new OfferAvailability(nodes.Count, nodes.Sum(node => node.Gpus.Count)),
            HardwareSummary = new OfferHardware
            {
                CpuCores = one.Cpus,
                GpuCount = one.Gpus.Count,
                GpuModelLabel = label,
                GpuModels = gpus,
                GpuRegistryUuid = gpus is [var only] ? only.GpuRegistryUuid : null,
                MinGpuVramGib = MinVram(gpus),
                RamGib = ram,
                StorageGib = disks.Contains(null) ? null : (int)(disks.Min()!.Value >> GibibyteBits),
            },
        };
    }

    private static List<OfferGpu> Models(IdleNode node) =>
    [
        .. from gpu in node.Gpus
           let model = GpuRegistry.Shipped.Find(gpu.Name, gpu.VramBytes)
           group gpu by (Uuid: model?.Uuid, Name: model?.Name ?? gpu.Name) into alike
           orderby alike.Key.Name
           select new OfferGpu(
               alike.Count(),
               alike.Key.Uuid,
               (int)(alike.Min(gpu => gpu.VramBytes) >> GibibyteBits),
               alike.Key.Name),
    ];

    private static string? LabelOf(List<OfferGpu> gpus) => gpus.Count == 0
        ? null
        : string.Join(
            ", ", gpus.Select(gpu => string.Create(CultureInfo.InvariantCulture, $"{gpu.Count} x {gpu.Name}")));

    private static int? MinVram(List<OfferGpu> gpus) => gpus.Count == 0 ? null : gpus.Min(gpu => gpu.MinVramGib);

    private static Guid IdOf(string kind) =>
        new(SHA256.HashData([.. Domain, .. Encoding.UTF8.GetBytes(kind)]).AsSpan(0, 16), bigEndian: true);
}
