using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Heliostat.Node.Sandbox;
using Heliostat.Protocol.Gpus;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Node.Hardware.Gpus;

/// <summary>Asks the program nvidia-smi what GPUs there are, where its library cannot be asked.</summary>
internal static class NvidiaSmi
{
    /// <summary>Seconds that it may take.</summary>
    public const int SecondsMax = 15;

    private const string Program = "nvidia-smi";
    private const string Query = "index,name,uuid,memory.total,memory.free,driver_version,temperature.gpu,"
        + "utilization.gpu,power.draw";

    private const int Columns = 9;
    private const int FigureMax = 1_000_000;
    private const int OutputCharactersMax = 100_000;

    /// <summary>What it says; null where it is not installed, which is nothing unusual.</summary>
    public static async Task<GpuFinding?> ReadAsync(CancellationToken cancellation)
    {
        if (SandboxProbe.FindProgram(Program) is not { } path)
        {
            return null;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(SecondsMax));
        try
        {
            var (code, output) = await RunAsync(path, limit.Token).ConfigureAwait(false);
            return code == 0 && output.Length <= OutputCharactersMax
                ? Parse(output)
                : GpuFinding.Failed(GpuFinding.NvidiaSmi, $"{Program} failed ({code}): {FirstLine(output)}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return GpuFinding.Failed(GpuFinding.NvidiaSmi, $"{Program} did not answer within {SecondsMax} seconds");
        }
        catch (Win32Exception error)
        {
            return GpuFinding.Failed(GpuFinding.NvidiaSmi, $"{Program} cannot be started: {error.Message}");
        }
    }

    /// <summary>Reads its table: a row for each GPU, without a header, in MiB, degrees, percent and watts.</summary>
    public static GpuFinding Parse(string output)
    {
        const StringSplitOptions Lines = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        var gpus = new List<GpuState>();
        foreach (var (number, line) in output.Split('\n', Lines).Take(NodeFacts.GpusMax).Index())
        {
            gpus.Add(ReadRow(number, line));
        }

        return GpuFinding.Of(GpuFinding.NvidiaSmi, gpus);
    }

    private static GpuState ReadRow(int number, string line)
    {
        var cells = line.Split(',', StringSplitOptions.TrimEntries);
        if (cells.Length != Columns
            || cells[1].Length is 0 or > GpuName.LengthMax
            || cells[5].Length > NodeGpu.VersionLengthMax
            || ReadNumber(cells[3]) is not (> 0 and var total))
        {
            var words = line.Length <= GpuName.LengthMax ? line : line[..GpuName.LengthMax];
            return new GpuState { Index = number, Trouble = $"{Program} says of GPU {number}: {words}" };
        }

        return new GpuState
        {
            Index = (int)(ReadNumber(cells[0]) ?? number),
            Name = cells[1],
            Uuid = cells[2],
            VramBytes = Bytes(total),
            VramFreeBytes = Bytes(ReadNumber(cells[4]) ?? 0),
            Driver = cells[5],
            TemperatureCelsius = (int?)ReadNumber(cells[6]),
            LoadPercent = (int?)ReadNumber(cells[7]),
            PowerMilliwatts = (int?)(ReadNumber(cells[8]) * 1_000),
            Trouble = DriverRules.WhyNot(cells[5]),
        };
    }

    private static long Bytes(decimal mebibytes) => (long)(mebibytes * (1 << 20));

    // What it does not know it writes in brackets.
    private static decimal? ReadNumber(string cell) =>
        decimal.TryParse(cell, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
        && number <= FigureMax
            ? number
            : null;

    private static async Task<(int Code, string Output)> RunAsync(string path, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(path, [$"--query-gpu={Query}", "--format=csv,noheader,nounits"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEndAsync(cancellation);
            var output = await process.StandardOutput.ReadToEndAsync(cancellation).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            return (process.ExitCode, output.Length > 0 ? output : await error.ConfigureAwait(false));
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static string FirstLine(string output) => output.Split('\n')[0].Trim();
}
