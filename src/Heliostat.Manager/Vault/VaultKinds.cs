namespace Heliostat.Manager.Vault;

/// <summary>The kinds of secrets that a manager keeps.</summary>
public static class VaultKinds
{
    /// <summary>The secret from which every run's verification key is made; one.</summary>
    public const string Verification = "verification";

    /// <summary>The Ed25519 seed that signs tokens and heads; one.</summary>
    public const string SigningKey = "signing-key";

    /// <summary>The secret from which an epoch's seeds are made; one for each epoch.</summary>
    public const string Epoch = "epoch";

    /// <summary>The secret half of an API key; by its public half.</summary>
    public const string ApiKey = "api-key";

    /// <summary>What the journal may not hold of a job: title, description, payload, environment; by job.</summary>
    public const string Job = "job";

    /// <summary>What a consumer says in a claim; by its salted hash.</summary>
    public const string Claim = "claim";

    /// <summary>A webhook's URL and secrets; by their salted hash.</summary>
    public const string Webhook = "webhook";

    /// <summary>What a recipe says; by its salted hash.</summary>
    public const string Recipe = "recipe";

    /// <summary>The secret that signs blob URLs; one.</summary>
    public const string BlobUrls = "blob-urls";

    /// <summary>The secret from which the access tokens of docker jobs are made; one.</summary>
    public const string ContainerTokens = "container-tokens";

    /// <summary>The TCP port that leads to a port of a container; by job, task and the container's port.</summary>
    public const string StreamPort = "stream-port";

    /// <summary>Sealed under the master key when the vault is made, so that a wrong key is told at once.</summary>
    internal const string Check = "check";
}
