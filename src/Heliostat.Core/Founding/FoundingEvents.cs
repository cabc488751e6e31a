namespace Heliostat.Core.Founding;

/// <summary>The network began: its id, and the key that signs its journal's heads (Ed25519, base64).</summary>
public sealed record NetworkFounded(Guid Network, string SigningKey) : Event;

/// <summary>A manager took the lead. Every lease and presence has a fresh 90 seconds.</summary>
public sealed record ManagerOpened(string Version) : Event;

/// <summary>A week began. The hash binds its secret; the secret of the week before is shown.</summary>
public sealed record EpochOpened(int Number, ContentHash SecretHash, ContentHash? PreviousSecret) : Event;
