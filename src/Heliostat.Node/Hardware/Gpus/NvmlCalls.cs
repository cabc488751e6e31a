using System.Runtime.InteropServices;

namespace Heliostat.Node.Hardware.Gpus;

/// <summary>The functions of NVML, the library of NVIDIA's driver, by which GPUs are asked.</summary>
internal static partial class NvmlCalls
{
    /// <summary>The library's name; where it lies is the system's knowledge.</summary>
    public const string Library = "libnvidia-ml.so.1";

    /// <summary>Bytes that its texts have at most.</summary>
    public const int TextBytesMax = 96;

    public const int Success = 0;
    public const int NoPermission = 4;
    public const int DriverNotLoaded = 9;
    public const int GpuIsLost = 15;
    public const int ResetRequired = 16;
    public const int VersionMismatch = 18;

    private const int GpuCore = 0;

    [LibraryImport(Library, EntryPoint = "nvmlInit_v2")]
    public static partial int Initialise();

    [LibraryImport(Library, EntryPoint = "nvmlShutdown")]
    public static partial int Shutdown();

    [LibraryImport(Library, EntryPoint = "nvmlErrorString")]
    public static partial nint ErrorText(int code);

    [LibraryImport(Library, EntryPoint = "nvmlSystemGetDriverVersion")]
    public static partial int DriverVersion(Span<byte> text, uint length);

    [LibraryImport(Library, EntryPoint = "nvmlSystemGetCudaDriverVersion_v2")]
    public static partial int CudaVersion(out int version);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetCount_v2")]
    public static partial int Count(out uint count);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetHandleByIndex_v2")]
    public static partial int Device(uint index, out nint device);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetName")]
    public static partial int Name(nint device, Span<byte> text, uint length);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetUUID")]
    public static partial int Uuid(nint device, Span<byte> text, uint length);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetMemoryInfo")]
    public static partial int Memory(nint device, out MemoryAnswer memory);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetUtilizationRates")]
    public static partial int Load(nint device, out LoadAnswer load);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetPowerUsage")]
    public static partial int Power(nint device, out uint milliwatts);

    /// <summary>How warm the GPU itself is, in degrees Celsius.</summary>
    public static int Temperature(nint device, out uint celsius) => Temperature(device, GpuCore, out celsius);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetTemperature")]
    private static partial int Temperature(nint device, int sensor, out uint celsius);

    /// <summary>A GPU's memory in bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct MemoryAnswer
    {
        public ulong Total;
        public ulong Free;
        public ulong Used;
    }

    /// <summary>How busy a GPU and its memory were, in percent.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct LoadAnswer
    {
        public uint Gpu;
        public uint Memory;
    }
}
