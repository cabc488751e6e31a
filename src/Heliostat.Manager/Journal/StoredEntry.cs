using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Journal;

/// <summary>One entry of the journal as it lies on the disk.</summary>
/// <param name="Sequence">Its number, from 1 without gaps.</param>
/// <param name="Previous">The hash of the entry before it.</param>
/// <param name="Hash">SHA-256(previous hash ‖ body).</param>
/// <param name="Body">The entry's bytes, which the hash covers.</param>
public readonly record struct StoredEntry(
    long Sequence, ContentHash Previous, ContentHash Hash, ReadOnlyMemory<byte> Body);
