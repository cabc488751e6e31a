using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Heliostat.Manager.Loop;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Nodes;

/// <summary>Gives out challenges and takes proofs: each challenge once, within a minute.</summary>
internal sealed class RegistrationDesk(ManagerLoop loop, NodeTokens tokens)
{
    /// <summary>Registrations that may wait for their proof at once.</summary>
    public const int PendingMax = 10_000;

    private const string Domain = "heliostat/node/1";

    private readonly ConcurrentDictionary<string, PendingRegistration> _pending = new(StringComparer.Ordinal);

    /// <summary>Where this manager is reached, which proofs bind; known once it listens.</summary>
    public string Origin { get; set; } = "";

    /// <summary>Gives out a challenge; null when too many wait.</summary>
    public RegistrationAnswer? Begin(RegistrationRequest asked, ReadOnlySpan<byte> publicKey, AccountId operatorId)
    {
        ForgetOld();
        if (_pending.Count >= PendingMax)
        {
            return null;
        }

        var node = asked.NodeId ?? IdOf(loop.NetworkId, operatorId, publicKey);
        var challenge = RandomNumberGenerator.GetBytes(RegistrationProof.ChallengeBytes);
        var proof = new RegistrationProof(
            loop.NetworkId, Origin, challenge, publicKey.ToArray(), operatorId, asked.Capabilities);
        var name = NodeTokens.RandomName();
        var ends = loop.Now.UnixMs + (RegistrationProof.ChallengeSecondsMax * 1_000);
        _pending[name] = new PendingRegistration(node, asked.Name, proof, ends);
        return new RegistrationAnswer(
            node,
            Convert.ToHexStringLower(challenge),
            tokens.MakeForProof(node, name),
            "REGISTERED",
            loop.NetworkId,
            Origin,
            operatorId);
    }

    /// <summary>Takes the registration that a token names, whatever comes of its proof; null when it is over.</summary>
    public PendingRegistration? Take(string name) =>
        _pending.TryRemove(name, out var pending) && pending.ExpiresMs > loop.Now.UnixMs ? pending : null;

    /// <summary>The id of a new node: SHA-256(domain ‖ network ‖ operator ‖ public key), its first 16 bytes.</summary>
    public static NodeId IdOf(Guid network, AccountId operatorId, ReadOnlySpan<byte> publicKey)
    {
        var hash = SHA256.HashData([
            .. Encoding.ASCII.GetBytes(Domain),
            .. network.ToByteArray(bigEndian: true),
            .. operatorId.Value.ToByteArray(bigEndian: true),
            .. publicKey,
        ]);
        return new NodeId(new Guid(hash.AsSpan(0, 16), bigEndian: true));
    }

    private void ForgetOld()
    {
        var now = loop.Now.UnixMs;
        foreach (var (name, pending) in _pending)
        {
            if (pending.ExpiresMs <= now)
            {
                _pending.TryRemove(name, out _);
            }
        }
    }
}
