namespace Heliostat.Client.Pictures;

/// <summary>The checksum of a PNG file's chunks: CRC-32 as ISO 3309 has it.</summary>
internal struct Crc
{
    private const uint Polynomial = 0xEDB88320;

    private uint _inverted;

    public readonly uint Value => _inverted;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        var sum = ~_inverted;
        foreach (var one in bytes)
        {
            sum ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum & 1) == 0 ? sum >> 1 : (sum >> 1) ^ Polynomial;
            }
        }

        _inverted = ~sum;
    }
}
