using System.Globalization;
using System.Text;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;
using Heliostat.Storage.Urls;

namespace Heliostat.Manager.Vault;

/// <summary>The secrets that a manager itself needs, each made at random the first time.</summary>
public static class VaultSecrets
{
    private const int SecretBytes = 32;
    private const string Only = "1";

    /// <summary>The key that signs tokens and heads. The caller disposes of it.</summary>
    public static Ed25519PrivateKey SigningKey(this SecretVault vault) =>
        Ed25519PrivateKey.FromSeed(vault.OpenOrMake(VaultKinds.SigningKey, Only, Ed25519.SeedBytes));

    /// <summary>The keys of runs in one network.</summary>
    public static RunKeys RunKeys(this SecretVault vault, Guid network) =>
        new(vault.OpenOrMake(VaultKinds.Verification, Only, SecretBytes), network);

    /// <summary>The secret that signs blob URLs.</summary>
    public static SignedUrlKeys BlobUrlKeys(this SecretVault vault) =>
        new(Only, vault.OpenOrMake(VaultKinds.BlobUrls, Only, SecretBytes));

    /// <summary>The secret from which the access tokens of docker jobs are made.</summary>
    public static byte[] ContainerTokenSecret(this SecretVault vault) =>
        vault.OpenOrMake(VaultKinds.ContainerTokens, Only, SecretBytes);

    /// <summary>The secret of an epoch, from which its seeds are made.</summary>
    public static byte[] EpochSecret(this SecretVault vault, long epoch) =>
        vault.OpenOrMake(VaultKinds.Epoch, epoch.ToString(CultureInfo.InvariantCulture), SecretBytes);

    /// <summary>The secret half of an API key, or null when no such key is kept.</summary>
    public static string? ApiKeySecret(this SecretVault vault, string apiKey) =>
        vault.Open(VaultKinds.ApiKey, apiKey) is { } secret ? Encoding.UTF8.GetString(secret) : null;

    /// <summary>An API key's secret, to be sealed together with others.</summary>
    public static SealedValue OfApiKey(string apiKey, string secret) =>
        new(VaultKinds.ApiKey, apiKey, Encoding.UTF8.GetBytes(secret));

    /// <summary>What is kept of a job, or null.</summary>
    public static byte[]? JobParticulars(this SecretVault vault, JobId job) =>
        vault.Open(VaultKinds.Job, job.ToString());

    /// <summary>A job's particulars, to be sealed together with others.</summary>
    public static SealedValue OfJob(JobId job, ReadOnlyMemory<byte> particulars) =>
        new(VaultKinds.Job, job.ToString(), particulars);
}
