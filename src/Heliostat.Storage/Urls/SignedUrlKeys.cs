namespace Heliostat.Storage.Urls;

/// <summary>
/// The secrets that sign blob URLs: new URLs get the current one, URLs under the others stay good until they expire.
/// </summary>
public sealed class SignedUrlKeys
{
    private const int SecretBytesMin = 32;

    private readonly Dictionary<string, byte[]> _secrets = new(StringComparer.Ordinal);

    /// <summary>Takes the current secret, of 32 bytes or more, and its name, which stands in the URLs.</summary>
    public SignedUrlKeys(string currentId, byte[] secret)
    {
        CurrentId = currentId;
        Add(currentId, secret);
    }

    /// <summary>The name of the secret that signs new URLs.</summary>
    public string CurrentId { get; }

    /// <summary>Lets in URLs under an earlier secret too.</summary>
    public SignedUrlKeys Add(string id, byte[] secret)
    {
        if (secret.Length < SecretBytesMin)
        {
            throw new ArgumentException($"A URL secret has at least {SecretBytesMin} bytes.");
        }

        _secrets[id] = secret;
        return this;
    }

    internal byte[]? Find(string id) => _secrets.GetValueOrDefault(id);
}
