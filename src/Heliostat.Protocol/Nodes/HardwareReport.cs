namespace Heliostat.Protocol.Nodes;

/// <summary>
/// What a node has and how busy that is: all of it when a session begins, then each minute what changed since. A part
/// that is null did not. It travels unsigned and is not journalled.
/// </summary>
public sealed record HardwareReport : NodeMessage
{
    /// <summary>Seconds between two looks at the hardware.</summary>
    public const int PeriodSeconds = 60;

    /// <summary>Its processors, one for each kind: 1 to 16.</summary>
    public IReadOnlyList<CpuFact>? Cpus { get; init; }

    /// <summary>How busy each thread of the processors was since the last look, in percent: at most 4,096.</summary>
    public IReadOnlyList<int>? CpuLoadPercents { get; init; }

    /// <summary>Its memory.</summary>
    public SpaceState? Memory { get; init; }

    /// <summary>The file systems on which it works, by name: at most 16.</summary>
    public IReadOnlyList<SpaceState>? Drives { get; init; }

    /// <summary>Its GPUs: at most <see cref="NodeFacts.GpusMax"/>.</summary>
    public IReadOnlyList<GpuState>? Gpus { get; init; }
}

/// <summary>A kind of processor.</summary>
/// <param name="Name">Its model; at most 100 characters.</param>
/// <param name="Cores">Cores of all processors of the kind.</param>
/// <param name="Threads">Threads that these cores run at once.</param>
/// <param name="Architecture">The instruction set, such as <c>x64</c>.</param>
/// <param name="BaseClockMhz">Its lowest sure clock; null where the system does not say.</param>
/// <param name="Chipset">The board on which it sits; null where the system does not say.</param>
/// <param name="Features">What programs choose their code by, such as <c>avx2</c>: at most 64 words.</param>
public sealed record CpuFact(
    string Name,
    int Cores,
    int Threads,
    string Architecture,
    int? BaseClockMhz,
    string? Chipset,
    IReadOnlyList<string> Features);

/// <summary>Memory, or a file system: how large it is, and how much of it is free.</summary>
/// <param name="Name">What it is called; never a path of the machine.</param>
/// <param name="TotalBytes">Bytes that it holds.</param>
/// <param name="FreeBytes">Bytes of these that can be had.</param>
public sealed record SpaceState(string Name, long TotalBytes, long FreeBytes);

/// <summary>A GPU as its driver shows it. What is null the driver does not say.</summary>
public sealed record GpuState
{
    /// <summary>Its place in the driver's order, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>What the driver calls it; empty where it does not answer.</summary>
    public string Name { get; init; } = "";

    /// <summary>The id that the driver gives this one piece of hardware.</summary>
    public string? Uuid { get; init; }

    /// <summary>Bytes of its memory.</summary>
    public long VramBytes { get; init; }

    /// <summary>Bytes of its memory that are free.</summary>
    public long VramFreeBytes { get; init; }

    /// <summary>The driver's version.</summary>
    public string Driver { get; init; } = "";

    /// <summary>The newest CUDA that the driver runs.</summary>
    public string? Cuda { get; init; }

    /// <summary>How warm it is, in degrees Celsius.</summary>
    public int? TemperatureCelsius { get; init; }

    /// <summary>How busy it is, in percent.</summary>
    public int? LoadPercent { get; init; }

    /// <summary>What it draws, in thousandths of a watt.</summary>
    public int? PowerMilliwatts { get; init; }

    /// <summary>Why it cannot be given work, as part of a sentence; null where it can.</summary>
    public string? Trouble { get; init; }
}
