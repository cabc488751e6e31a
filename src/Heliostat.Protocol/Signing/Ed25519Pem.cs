using System.Security.Cryptography;

namespace Heliostat.Protocol.Signing;

/// <summary>Reads the one PEM block that a key file holds.</summary>
internal static class Ed25519Pem
{
    private const int PemCharactersMax = 4096;

    public static byte[] Read(ReadOnlySpan<char> pem, string label)
    {
        if (pem.Length > PemCharactersMax
            || !PemEncoding.TryFind(pem, out var found)
            || !pem[found.Label].SequenceEqual(label))
        {
            throw new CryptographicException($"The text holds no PEM block \"{label}\".");
        }

        return Convert.FromBase64String(pem[found.Base64Data].ToString());
    }
}
