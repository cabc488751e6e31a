namespace Heliostat.Node.Sandbox;

/// <summary>Why a process is no more.</summary>
internal enum EndKind
{
    /// <summary>It ended by itself with an exit code.</summary>
    Exited,

    /// <summary>A signal ended it that nobody here sent, such as a segmentation fault.</summary>
    Signal,

    /// <summary>The system killed it because it wanted more memory than it was allotted.</summary>
    OutOfMemory,

    /// <summary>It used up its CPU seconds.</summary>
    CpuExhausted,

    /// <summary>It was ended because it wrote more into its folders than it may.</summary>
    WroteTooMuch,

    /// <summary>It was ended because its time was over.</summary>
    TimedOut,

    /// <summary>It was ended because it was no longer wanted.</summary>
    Killed,
}
