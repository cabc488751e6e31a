using System.Buffers.Binary;

namespace Heliostat.Simulation.Worlds;

/// <summary>All the chance of one simulation: SplitMix64 from its seed, the same on every machine.</summary>
internal sealed class Chance(ulong seed)
{
    private ulong _state = seed;

    public int Below(int count) => (int)(Next() % (ulong)count);

    /// <summary>A number from the lower bound to the upper one, both included.</summary>
    public int Between(int lower, int upper) => lower + Below(upper - lower + 1);

    public bool PerMille(int share) => Below(1_000) < share;

    public T Pick<T>(IReadOnlyList<T> list) => list[Below(list.Count)];

    public Guid NextId()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Next());
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Next());
        return new Guid(bytes, bigEndian: true);
    }

    private ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15UL;
            var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9UL;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
            return mixed ^ (mixed >> 31);
        }
    }
}
