namespace Heliostat.Protocol.Api;

/// <summary>An account: <c>consumer</c>, <c>operator</c> or <c>network-owner</c>.</summary>
public sealed record AccountResource(Guid Uuid, string Kind, string Name, bool Banned, long CreatedAt)
{
    /// <summary>Always <c>account</c>.</summary>
    public string Object { get; init; } = "account";
}

/// <summary>
/// The body of <c>POST /v1/accounts</c> (network owner only): <c>consumer</c> or <c>operator</c>, and a name.
/// </summary>
public sealed record AccountRequest(string Kind, string Name);

/// <summary>The answer: the account and its first key, whose secret is shown this once.</summary>
public sealed record AccountCreated(AccountResource Account, ApiKeyCreated Key);

/// <summary>An API key, without its secret.</summary>
public sealed record ApiKeyResource
{
    /// <summary>Always <c>api_key</c>.</summary>
    public string Object { get; init; } = "api_key";

    /// <summary><c>pk_…</c>.</summary>
    public required string PublicKey { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>Compute Node, Compute Consumer or Network Owner.</summary>
    public required string Preset { get; init; }

    /// <summary>The account it acts for.</summary>
    public required Guid AccountUuid { get; init; }

    /// <summary>Milliseconds since 1970, UTC; null for never.</summary>
    public long? ExpiresAt { get; init; }

    /// <summary>Addresses or CIDR blocks from which it may be used; empty for any.</summary>
    public IReadOnlyList<string> AllowedIps { get; init; } = [];

    /// <summary>True once it was revoked.</summary>
    public bool Revoked { get; init; }

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public long CreatedAt { get; init; }
}

/// <summary>The body of <c>POST /v1/api-keys</c>: a key of the caller's own account and preset.</summary>
public sealed record ApiKeyRequest(string Name, long? ExpiresAt, IReadOnlyList<string>? AllowedIps);

/// <summary>A new key with its secret (<c>sk_…</c>), which is never shown again.</summary>
public sealed record ApiKeyCreated(ApiKeyResource Key, string SecretKey);

/// <summary>How much of each kind an account may have, or has.</summary>
/// <param name="Jobs">Open jobs.</param>
/// <param name="Tasks">Units (frames, array indices) of open jobs that are not accepted yet.</param>
/// <param name="Bytes">Bytes of blobs.</param>
public sealed record QuotaFigures(long Jobs, long Tasks, long Bytes);

/// <summary>An account with its quotas: <c>GET /v1/account</c>.</summary>
/// <param name="Account">The account.</param>
/// <param name="Quota">What it may have.</param>
/// <param name="Used">What it has.</param>
/// <param name="Near">Those of <c>jobs</c>, <c>tasks</c> and <c>bytes</c> that are at 80 % or over it.</param>
/// <param name="Weight">Its share beside other consumers when work is placed.</param>
/// <param name="RunsLive">Runs of its jobs that nodes work at now.</param>
public sealed record AccountUsage(
    AccountResource Account,
    QuotaFigures Quota,
    QuotaFigures Used,
    IReadOnlyList<string> Near,
    int Weight,
    int RunsLive)
{
    /// <summary>Always <c>account_usage</c>.</summary>
    public string Object { get; init; } = "account_usage";
}

/// <summary>
/// The body of <c>PUT /v1/accounts/{uuid}/quota</c> (network owner only); what is left out stays as it is.
/// </summary>
public sealed record QuotaRequest(int? Jobs, long? Tasks, long? Bytes, int? Weight);
