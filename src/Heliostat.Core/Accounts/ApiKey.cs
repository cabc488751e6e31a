namespace Heliostat.Core.Accounts;

/// <summary>A key by which an account signs its requests. Its secret is in the vault only.</summary>
public sealed class ApiKey
{
    /// <summary><c>pk_…</c>.</summary>
    public required string PublicKey { get; init; }

    /// <summary>The account that it acts for.</summary>
    public required AccountId Account { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>When it was made.</summary>
    public required Instant CreatedAt { get; init; }

    /// <summary>When it ends; null for never.</summary>
    public Instant? ExpiresAt { get; init; }

    /// <summary>Addresses or CIDR blocks from which it may be used; empty for any.</summary>
    public IReadOnlyList<string> AllowedIps { get; init; } = [];

    /// <summary>True once it was revoked.</summary>
    [JsonInclude]
    public bool Revoked { get; internal set; }
}
