using Heliostat.Protocol.Signing;

namespace Heliostat.Manager.Loop;

/// <summary>The entries that one commit made durable. Nothing of it ever changes; any thread may keep it.</summary>
/// <param name="Entries">The entries, in order; at least one.</param>
/// <param name="Head">The signed head of the last one.</param>
public sealed record CommittedGroup(IReadOnlyList<CommittedEntry> Entries, SignedHead Head)
{
    /// <summary>The number of the first entry.</summary>
    public long FirstSequence => Entries[0].Sequence;

    /// <summary>The number of the last entry.</summary>
    public long LastSequence => Head.Sequence;
}
