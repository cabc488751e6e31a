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
