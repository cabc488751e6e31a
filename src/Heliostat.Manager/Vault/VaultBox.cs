using System.Security.Cryptography;
using System.Text;

namespace Heliostat.Manager.Vault;

/// <summary>
/// Seals and opens single values: AES-256-GCM under the master key, as nonce (12 bytes) ‖ tag (16) ‖ ciphertext,
/// bound to kind and id so that no value can be put in another's place.
/// </summary>
internal sealed class VaultBox(byte[] masterKey)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    public byte[] Seal(SealedValue value)
    {
        var box = new byte[NonceBytes + TagBytes + value.Secret.Length];
        var nonce = box.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(masterKey, TagBytes);
        cipher.Encrypt(
            nonce,
            value.Secret.Span,
            box.AsSpan(NonceBytes + TagBytes),
            box.AsSpan(NonceBytes, TagBytes),
            BindingOf(value.Kind, value.Id));
        return box;
    }

    /// <summary>The secret, or null when the box is damaged or was sealed under another key, kind or id.</summary>
    public byte[]? Open(string kind, string id, ReadOnlySpan<byte> box)
    {
        if (box.Length < NonceBytes + TagBytes)
        {
            return null;
        }

        var secret = new byte[box.Length - NonceBytes - TagBytes];
        using var cipher = new AesGcm(masterKey, TagBytes);
        try
        {
            cipher.Decrypt(
                box[..NonceBytes],
                box[(NonceBytes + TagBytes)..],
                box.Slice(NonceBytes, TagBytes),
                secret,
                BindingOf(kind, id));
            return secret;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static byte[] BindingOf(string kind, string id) =>
        kind.Contains('/', StringComparison.Ordinal)
            ? throw new ArgumentException($"A kind of secret has no slash in its name: {kind}")
            : Encoding.UTF8.GetBytes($"{kind}/{id}");
}
