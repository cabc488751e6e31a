using System.Buffers.Text;
using System.Globalization;
using Heliostat.Protocol.Values;

namespace Heliostat.Protocol.Signing;

/// <summary>
/// A manager's word, signed, on where its journal stood: whoever keeps one can show later that the journal was cut
/// or rewritten behind it.
/// </summary>
/// <param name="Network">The network's id.</param>
/// <param name="Sequence">The number of the journal's last entry.</param>
/// <param name="EntryHash">That entry's hash in the chain.</param>
/// <param name="UnixMilliseconds">When the head was signed.</param>
/// <param name="KeyId">The thumbprint of the key that signed, to find it by; not itself signed.</param>
/// <param name="Signature">The Ed25519 signature, base64url.</param>
public sealed record SignedHead(
    [property: JsonPropertyName("network")] Guid Network,
    [property: JsonPropertyName("sequence")] long Sequence,
    [property: JsonPropertyName("entry_hash")] ContentHash EntryHash,
    [property: JsonPropertyName("time_ms")] long UnixMilliseconds,
    [property: JsonPropertyName("key_id")] string KeyId,
    [property: JsonPropertyName("signature")] string Signature)
{
    /// <summary>The domain of these signatures.</summary>
    public const string Domain = "heliostat/head/1";

    /// <summary>The response header that carries the <see cref="ToString"/> form.</summary>
    public const string Header = "X-Heliostat-Head";

    private const string Version = "1";
    private const int TextCharactersMax = 512;
    private const int JsonCharactersMax = 4096;

    /// <summary>Signs a head.</summary>
    public static SignedHead Sign(
        Guid network, long sequence, ContentHash entryHash, long unixMilliseconds, Ed25519PrivateKey key)
    {
        var signature = key.Sign(ToSignedBytes(network, sequence, entryHash, unixMilliseconds));
        return new(
            network,
            sequence,
            entryHash,
            unixMilliseconds,
            JsonWebKey.ThumbprintOf(key.PublicKey),
            Base64Url.EncodeToString(signature));
    }

    /// <summary>The bytes that are signed.</summary>
    public static byte[] ToSignedBytes(
        Guid network, long sequence, ContentHash entryHash, long unixMilliseconds) =>
        new SignedBytes(Domain)
            .Id(network)
            .Number((ulong)sequence)
            .Bytes(entryHash.ToArray())
            .Number((ulong)unixMilliseconds)
            .ToArray();

    /// <summary>Whether the holder of the key signed this head.</summary>
    public bool Verify(Ed25519PublicKey key) =>
        IsSound() && key.Verify(
            ToSignedBytes(Network, Sequence, EntryHash, UnixMilliseconds),
            Base64Url.DecodeFromChars(Signature));

    /// <summary>
    /// The form for a header: version, network, sequence, hash, time, key and signature, by semicolons.
    /// </summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Version};{Network};{Sequence};{EntryHash};{UnixMilliseconds};{KeyId};{Signature}");

    /// <summary>Reads the header's form; null when it is malformed. The signature is not checked.</summary>
    public static SignedHead? Parse(string? text)
    {
        if (text is null or { Length: > TextCharactersMax }
            || text.Split(';') is not [Version, var network, var sequence, var hash, var time, var key, var signature]
            || !Guid.TryParseExact(network, "D", out var networkId)
            || !ContentHash.TryParse(hash, out var entryHash)
            || !long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var at))
        {
            return null;
        }

        var head = new SignedHead(networkId, number, entryHash, at, key, signature);
        return head.IsSound() ? head : null;
    }

    /// <summary>The form for a file.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, SigningJson.Default.SignedHead);

    /// <summary>Reads the file's form; null when it is malformed. The signature is not checked.</summary>
    public static SignedHead? FromJson(string json)
    {
        if (json.Length > JsonCharactersMax)
        {
            return null;
        }

        try
        {
            var head = JsonSerializer.Deserialize(json, SigningJson.Default.SignedHead);
            return head is not null && head.IsSound() ? head : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The source generator leaves a missing member null, whatever the type says.
    private bool IsSound() =>
        KeyId is not null
        && Sequence >= 0
        && UnixMilliseconds >= 0
        && Signature is not null
        && Base64Url.IsValid(Signature, out var length)
        && length == Ed25519.SignatureBytes;
}
