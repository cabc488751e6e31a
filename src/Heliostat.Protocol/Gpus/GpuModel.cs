using System.Text;
using Heliostat.Protocol.Values;

namespace Heliostat.Protocol.Gpus;

/// <summary>One kind of GPU, as the registry knows it.</summary>
/// <param name="Vendor">Who makes it, such as <c>NVIDIA</c>.</param>
/// <param name="Name">What it is called, such as <c>GeForce RTX 4090</c>.</param>
/// <param name="VramBytes">Bytes of memory as its maker states them; a driver shows a little less.</param>
public sealed record GpuModel(string Vendor, string Name, long VramBytes)
{
    private const string Domain = "heliostat/gpu/1";
    private const int UuidBytes = 16;

    /// <summary>Its id, derived from vendor and name, and so the same in every network and for ever.</summary>
    public Guid Uuid { get; } = UuidOf(Vendor, Name);

    /// <summary>
    /// Its part in rewards for compute, in millionths of an RTX 4090's (RNP-019, RNP-021); null where none is stated.
    /// </summary>
    public int? ComputeMillionths { get; init; }

    /// <summary>
    /// How fast it renders, in millionths of two RTX 4090 (Inferix Bench); null where none is stated.
    /// </summary>
    public int? RenderMillionths { get; init; }

    /// <summary>The names under which it is found, its own first.</summary>
    public IReadOnlyList<GpuName> Names { get; init; } = [];

    /// <summary>True when it is known under this name.</summary>
    public bool IsCalled(GpuName name) => Names.Contains(name);

    // Version 8 of RFC 9562: bits of our own choice, here of a hash.
    private static Guid UuidOf(string vendor, string name)
    {
        var bytes = ContentHash.Of(Encoding.UTF8.GetBytes($"{Domain}\n{vendor}\n{name}")).ToArray()[..UuidBytes];
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
