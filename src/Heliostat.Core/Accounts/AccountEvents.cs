namespace Heliostat.Core.Accounts;

/// <summary>An account was opened.</summary>
public sealed record AccountOpened(AccountId Account, AccountKind Kind, string Name) : Event;

/// <summary>An account was banned, for good, with all its nodes.</summary>
public sealed record AccountBanned(AccountId Account, string Reason) : Event;

/// <summary>A key was made for an account.</summary>
public sealed record KeyCreated(
    string PublicKey, AccountId Account, string Name, Instant? ExpiresAt, IReadOnlyList<string> AllowedIps) : Event;

/// <summary>A key was revoked.</summary>
public sealed record KeyRevoked(string PublicKey) : Event;

/// <summary>The network owner set how much a consumer may take.</summary>
public sealed record QuotaSet(AccountId Account, AccountQuota Quota) : Event;

/// <summary>A consumer came near one of its quotas, from below.</summary>
/// <param name="Account">The consumer.</param>
/// <param name="Kind">Which quota.</param>
/// <param name="Used">What it has of it now.</param>
/// <param name="Limit">The quota.</param>
public sealed record QuotaNeared(AccountId Account, QuotaKind Kind, long Used, long Limit) : Event;

/// <summary>A consumer's bytes are away from their quota again.</summary>
public sealed record BytesEased(AccountId Account, long Bytes) : Event;
