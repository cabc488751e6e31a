using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Heliostat.Protocol.Gpus;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Node.Hardware.Gpus;

/// <summary>Asks NVML, the library of NVIDIA's driver, what GPUs there are and how they are.</summary>
internal static class Nvml
{
    /// <summary>What it says; null where the library is not installed, which is nothing unusual.</summary>
    public static GpuFinding? Read()
    {
        try
        {
            var code = NvmlCalls.Initialise();
            return code == NvmlCalls.Success ? ReadAll() : GpuFinding.Failed(GpuFinding.Nvml, WhyNotStarted(code));
        }
        catch (DllNotFoundException)
        {
            return null;
        }
        catch (EntryPointNotFoundException error)
        {
            return GpuFinding.Failed(GpuFinding.Nvml, $"driver too old: its NVML lacks a function ({error.Message})");
        }
    }

    private static GpuFinding ReadAll()
    {
        try
        {
            var code = NvmlCalls.Count(out var count);
            if (code != NvmlCalls.Success)
            {
                return GpuFinding.Failed(
                    GpuFinding.Nvml, $"NVML initialised but cannot count GPUs: {ErrorText(code)}");
            }

            var driver = Shortened(Text(NvmlCalls.DriverVersion) ?? "", NodeGpu.VersionLengthMax);
            var cuda = NvmlCalls.CudaVersion(out var version) == NvmlCalls.Success ? CudaText(version) : null;
            var gpus = new List<GpuState>();
            for (var index = 0; index < Math.Min(count, NodeFacts.GpusMax); index++)
            {
                gpus.Add(ReadOne(new GpuState { Index = index, Driver = driver, Cuda = cuda }));
            }

            return GpuFinding.Of(GpuFinding.Nvml, gpus);
        }
        finally
        {
            _ = NvmlCalls.Shutdown();
        }
    }

    private static GpuState ReadOne(GpuState gpu)
    {
        var code = NvmlCalls.Device((uint)gpu.Index, out var device);
        if (code != NvmlCalls.Success)
        {
            return gpu with { Trouble = WhyNot(gpu.Index, code) };
        }

        var name = Text((text, length) => NvmlCalls.Name(device, text, length));
        code = NvmlCalls.Memory(device, out var memory);
        var known = gpu with
        {
            Name = Shortened(name ?? "", GpuName.LengthMax),
            Uuid = Text((text, length) => NvmlCalls.Uuid(device, text, length)),
            VramBytes = (long)Math.Min(memory.Total, long.MaxValue),
            VramFreeBytes = (long)Math.Min(memory.Free, long.MaxValue),
            TemperatureCelsius = Figure(NvmlCalls.Temperature(device, out var celsius), celsius),
            LoadPercent = Figure(NvmlCalls.Load(device, out var load), load.Gpu),
            PowerMilliwatts = Figure(NvmlCalls.Power(device, out var power), power),
        };
        return known with
        {
            Trouble = code != NvmlCalls.Success ? WhyNot(gpu.Index, code)
                : known.Name.Length == 0 || known.VramBytes == 0
                    ? $"NVML initialised but GPU {gpu.Index} shows no name or no memory"
                    : DriverRules.WhyNot(gpu.Driver),
        };
    }

    private static int? Figure(int code, uint figure) =>
        code == NvmlCalls.Success ? (int)Math.Min(figure, int.MaxValue) : null;

    private static string WhyNotStarted(int code) => code switch
    {
        NvmlCalls.DriverNotLoaded => "NVML is installed but the NVIDIA driver is not loaded",
        NvmlCalls.VersionMismatch =>
            "the NVIDIA driver's library and its kernel module are of two versions: restart the machine",
        NvmlCalls.NoPermission => "this user may not ask the NVIDIA driver",
        _ => $"NVML does not initialise: {ErrorText(code)}",
    };

    private static string WhyNot(int index, int code) => code switch
    {
        NvmlCalls.GpuIsLost => $"NVML initialised but GPU {index} is lost",
        NvmlCalls.ResetRequired => $"NVML initialised but GPU {index} has to be reset",
        NvmlCalls.NoPermission => $"NVML initialised but this user may not use GPU {index}",
        _ => $"NVML initialised but GPU {index} does not answer: {ErrorText(code)}",
    };

    private static string ErrorText(int code) =>
        Marshal.PtrToStringUTF8(NvmlCalls.ErrorText(code)) ?? $"error {code}";

    // 12040 is 12.4.
    private static string CudaText(int version) =>
        string.Create(CultureInfo.InvariantCulture, $"{version / 1_000}.{version % 1_000 / 10}");

    private static string Shortened(string text, int lengthMax) =>
        text.Length <= lengthMax ? text : text[..lengthMax];

    private delegate int AskText(Span<byte> text, uint length);

    private static string? Text(AskText ask)
    {
        Span<byte> text = stackalloc byte[NvmlCalls.TextBytesMax];
        text.Clear();
        if (ask(text, (uint)text.Length) != NvmlCalls.Success)
        {
            return null;
        }

        var end = text.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
    }
}
