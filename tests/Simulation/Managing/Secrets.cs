using System.Buffers.Binary;
using System.Security.Cryptography;
using Heliostat.Core;
using Heliostat.Protocol.Values;
using Heliostat.Protocol.Verification;

namespace Heliostat.Simulation.Managing;

/// <summary>
/// The manager's vault: what stamps and verification keys derive from. All of it follows from the seed.
/// </summary>
internal sealed class Secrets : IRunKeys
{
    private readonly byte[] _secret;

    public Secrets(ulong seed)
    {
        _secret = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(_secret, seed);
        NetworkId = new Guid(Derive("network", 0).ToArray().AsSpan(0, 16), bigEndian: true);
    }

    public Guid NetworkId { get; }

    public ContentHash EpochSecret(int epoch) => Derive("epoch", epoch);

    public ContentHash SeedOf(int epoch, long sequence)
    {
        Span<byte> input = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(input, sequence);
        return new ContentHash(HMACSHA256.HashData(EpochSecret(epoch).ToArray(), input));
    }

    public ContentHash KeyHashOf(RunId run) => ContentHash.Of(Reveal(run).ToArray());

    public ContentHash DrawOf(RunId run, ContentHash commitment) =>
        new(SpotDraw.Of(Reveal(run).ToArray(), commitment));

    public ContentHash Reveal(RunId run) => new(HMACSHA256.HashData(_secret, run.ToBytes()));

    private ContentHash Derive(string what, int number) =>
        new(HMACSHA256.HashData(_secret, System.Text.Encoding.ASCII.GetBytes($"{what}/{number}")));
}
