namespace Heliostat.Manager.Vault;

/// <summary>A secret on its way into the vault.</summary>
/// <param name="Kind">Which kind of secret, one of <see cref="VaultKinds"/>.</param>
/// <param name="Id">Which one of its kind.</param>
/// <param name="Secret">The bytes to keep.</param>
public readonly record struct SealedValue(string Kind, string Id, ReadOnlyMemory<byte> Secret);
