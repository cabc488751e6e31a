using System.Buffers.Text;
using System.Security.Cryptography;

namespace Heliostat.Manager.Accounts;

/// <summary>The two halves of a new API key, from the system's own source of chance.</summary>
internal sealed record NewKey(string PublicKey, string SecretKey)
{
    private const int PublicBytes = 16;
    private const int SecretBytes = 32;

    public static NewKey Make() => new(
        $"pk_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(PublicBytes))}",
        $"sk_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}");
}
