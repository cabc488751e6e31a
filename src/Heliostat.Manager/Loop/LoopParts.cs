using Heliostat.Core;
using Heliostat.Manager.Journal;
using Heliostat.Protocol.Signing;

namespace Heliostat.Manager.Loop;

/// <summary>What the loop works with, as the opening found it.</summary>
internal sealed record LoopParts
{
    public required Guid NetworkId { get; init; }

    public required JournalFile File { get; init; }

    public required Network Network { get; init; }

    public required ManagerClock Clock { get; init; }

    public required EpochSecrets Epochs { get; init; }

    public required IRunKeys Keys { get; init; }

    public required Ed25519PrivateKey SigningKey { get; init; }
}
