using Heliostat.Core;

namespace Heliostat.Manager.Loop;

/// <summary>Follows the journal as it grows. Everything that leaves the manager is one.</summary>
public interface IJournalReader
{
    /// <summary>
    /// Takes what was made durable, on the loop's own thread, so be quick: hand what takes long to a thread of your
    /// own.
    /// The books are as of the group's last entry, and may be read during this call only.
    /// </summary>
    void Read(CommittedGroup group, Network network);
}
