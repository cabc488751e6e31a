namespace Heliostat.Core.Founding;

/// <summary>The founding book in a snapshot.</summary>
public sealed record FoundingState(Guid NetworkId, string SigningKey, int Epoch, ContentHash EpochSecretHash);
