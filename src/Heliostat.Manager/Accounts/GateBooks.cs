namespace Heliostat.Manager.Accounts;

/// <summary>What the gate judges by.</summary>
internal sealed record GateBooks(KeyRing Keys, NonceBook Nonces, FailureLimit Failures, RateLimit Requests);
