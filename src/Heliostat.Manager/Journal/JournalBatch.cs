using Heliostat.Protocol.Signing;

namespace Heliostat.Manager.Journal;

/// <summary>What one commit makes durable, whole or not at all.</summary>
/// <param name="Entries">The entries, each linked to the one before it; at least one.</param>
/// <param name="Nonces">The nonces of the requests among them.</param>
/// <param name="Head">The signed head of the last entry.</param>
public sealed record JournalBatch(
    IReadOnlyList<StoredEntry> Entries, IReadOnlyList<StoredNonce> Nonces, SignedHead Head);
