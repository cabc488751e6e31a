using System.Globalization;
using System.Runtime.InteropServices;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Node.Hardware;

/// <summary>
/// Reads what the system says of its processors: <c>/proc/cpuinfo</c>, and the board from <c>/sys</c>.
/// </summary>
internal static class CpuReader
{
    private const int KindsMax = 16;
    private const int NameLengthMax = 100;
    private const string Unknown = "unknown";

    // What programs choose their code by.
    private static readonly string[] FeaturesThatCount =
    [
        "sse4_1", "sse4_2", "avx", "f16c", "fma", "avx2", "avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512_vnni",
        "avx512_bf16", "avx_vnni", "amx_tile", "aes", "sha_ni", "asimd", "sve",
    ];

    /// <summary>The kinds of processors of this machine.</summary>
    public static IReadOnlyList<CpuFact> Read() => Parse(
        ReadText("/proc/cpuinfo"),
        RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
        ReadText("/sys/class/dmi/id/board_name"),
        ReadText("/sys/devices/system/cpu/cpu0/cpufreq/base_frequency"));

    /// <summary>The same, of texts that were read already; an empty one is one that the system does not have.</summary>
    public static IReadOnlyList<CpuFact> Parse(
        string cpuinfo, string architecture, string board, string baseKilohertz)
    {
        var threads = cpuinfo.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(ReadThread)
            .Where(thread => thread.ContainsKey("processor")).ToList();
        if (threads.Count == 0)
        {
            var count = Environment.ProcessorCount;
            return [new CpuFact(Unknown, count, count, architecture, null, null, [])];
        }

        var clock = int.TryParse(baseKilohertz, NumberStyles.None, CultureInfo.InvariantCulture, out var kilohertz)
            ? kilohertz / 1_000
            : (int?)null;
        var chipset = board.Trim() is { Length: > 0 } name ? Shortened(name) : null;
        var kinds = threads.GroupBy(thread => Shortened(thread.GetValueOrDefault("model name") ?? Unknown));
        return
        [
            .. kinds.Take(KindsMax).Select(kind => new CpuFact(
                kind.Key, CoresOf(kind), kind.Count(), architecture, clock, chipset, FeaturesOf(kind.First()))),
        ];
    }

    /// <summary>A file of the system's; empty where there is none, or where it may not be read.</summary>
    public static string ReadText(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path).Trim() : "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A container often hides these files; what they would say is not known then.
            return "";
        }
    }

    private static Dictionary<string, string> ReadThread(string text)
    {
        var fields = new Dictionary<string, string>();
        foreach (var line in text.Split('\n'))
        {
            if (line.Split(':', 2, StringSplitOptions.TrimEntries) is [var name, var value])
            {
                fields[name] = value;
            }
        }

        return fields;
    }

    // Machines that do not say which core a thread belongs to have one thread a core, as far as can be known.
    private static int CoresOf(IEnumerable<Dictionary<string, string>> threads) => threads
        .Select(thread => (
            thread.GetValueOrDefault("physical id"), thread.GetValueOrDefault("core id") ?? thread["processor"]))
        .Distinct().Count();

    private static IReadOnlyList<string> FeaturesOf(Dictionary<string, string> thread)
    {
        var said = (thread.GetValueOrDefault("flags") ?? thread.GetValueOrDefault("Features") ?? "").Split(' ');
        return [.. FeaturesThatCount.Intersect(said)];
    }

    private static string Shortened(string text) => text.Length <= NameLengthMax ? text : text[..NameLengthMax];
}
