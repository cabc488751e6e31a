using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Heliostat.Manager.Vault;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Streams;

/// <summary>
/// The token of each docker job, by which browsers and programs without an API key reach its containers over HTTP: 256
/// bits that follow from one sealed secret and the job's id, so that nothing of a job has to be kept.
/// </summary>
internal sealed class AccessTokens(SecretVault vault)
{
    /// <summary>The user's name that goes with a token in HTTP Basic.</summary>
    public const string User = "duser";

    private const string Scheme = "Basic ";
    private const int HeaderLengthMax = 512;

    private static readonly byte[] Domain = "heliostat/container-token/1"u8.ToArray();

    private readonly byte[] _secret = vault.ContainerTokenSecret();

    /// <summary>The token of a job.</summary>
    public string Of(JobId job)
    {
        byte[] named = [.. Domain, .. job.Value.ToByteArray(bigEndian: true)];
        return Base64Url.EncodeToString(HMACSHA256.HashData(_secret, named));
    }

    /// <summary>Whether an Authorization header holds the job's token.</summary>
    public bool Admits(JobId job, string? header)
    {
        if (header is null or { Length: > HeaderLengthMax }
            || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        Span<byte> given = stackalloc byte[HeaderLengthMax];
        return Convert.TryFromBase64String(header[Scheme.Length..].Trim(), given, out var length)
            && CryptographicOperations.FixedTimeEquals(
                given[..length], Encoding.ASCII.GetBytes($"{User}:{Of(job)}"));
    }
}
