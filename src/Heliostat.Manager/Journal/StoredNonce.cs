namespace Heliostat.Manager.Journal;

/// <summary>A request's nonce, remembered until no repeat of the request could still be timely.</summary>
public readonly record struct StoredNonce(string ApiKey, string Nonce, long ExpiresUnixMilliseconds);
