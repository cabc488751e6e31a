namespace Heliostat.Node.Sandbox;

/// <summary>
/// The part of the operating system that holds one run to its limits: a control group of version 1 or 2,
/// or the resource limits of a process where no control group may be made.
/// </summary>
internal interface ILimitGroup : IDisposable
{
    /// <summary>The lines of shell that a process runs to enter the group, before it becomes the program.</summary>
    string EntryScript { get; }

    /// <summary>The CPU time used by everything in the group so far, or null where the group cannot tell.</summary>
    TimeSpan? CpuTime { get; }

    /// <summary>The most memory that the group has used at once, or null where it cannot tell.</summary>
    long? PeakMemoryBytes { get; }

    /// <summary>Whether the system killed something in the group for want of memory.</summary>
    bool KilledForMemory { get; }

    /// <summary>The processes that live in the group.</summary>
    IReadOnlyList<int> Members { get; }
}
