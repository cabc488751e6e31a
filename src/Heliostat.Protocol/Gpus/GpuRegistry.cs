using System.Globalization;

namespace Heliostat.Protocol.Gpus;

/// <summary>Every kind of GPU that the network knows by name, in the order of its file.</summary>
public sealed class GpuRegistry
{
    private const string Resource = "gpus/registry.csv";
    private const string Header = "vendor,model,vram_gib,compute_millionths,render_millionths,also";
    private const int Columns = 6;
    private const int GibibytesMax = 1_024;

    private readonly Dictionary<Guid, GpuModel> _byUuid = [];

    private GpuRegistry(IReadOnlyList<GpuModel> all)
    {
        All = all;
        foreach (var model in all)
        {
            if (!_byUuid.TryAdd(model.Uuid, model))
            {
                throw new FormatException($"'{model.Name}' stands twice in the registry of GPUs.");
            }
        }
    }

    /// <summary>The registry that comes with this program.</summary>
    public static GpuRegistry Shipped { get; } = ReadShipped();

    /// <summary>All of them.</summary>
    public IReadOnlyList<GpuModel> All { get; }

    /// <summary>Reads a registry of one row a line, divided by commas; the first line names the columns.</summary>
    /// <exception cref="FormatException">A row is not of that form, or two rows cannot be told apart.</exception>
    public static GpuRegistry Read(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines.Length == 0 || lines[0] != Header)
        {
            throw new FormatException($"A registry of GPUs begins with the line '{Header}'.");
        }

        List<GpuModel> all = [.. lines.Skip(1).Select(ReadRow)];
        foreach (var (first, second) in Pairs(all))
        {
            if (first.VramBytes == second.VramBytes && first.Names.Any(second.IsCalled))
            {
                throw new FormatException($"'{first.Name}' and '{second.Name}' share a name and their memory.");
            }
        }

        return new GpuRegistry(all);
    }

    /// <summary>The GPU with this id, or null.</summary>
    public GpuModel? Find(Guid uuid) => _byUuid.GetValueOrDefault(uuid);

    /// <summary>
    /// The GPU that a driver calls so. Where several are called so they differ in memory: it is the smallest that has
    /// what the driver shows. Null where none is known, or where several are and <paramref name="vramBytes"/> is null.
    /// </summary>
    public GpuModel? Find(string name, long? vramBytes)
    {
        if (!GpuName.TryRead(name, out var read))
        {
            return null;
        }

        var found = All.Where(model => model.IsCalled(read)).ToList();
        return found.Count < 2 ? found.FirstOrDefault()
            : vramBytes is null ? null
            : found.OrderBy(model => model.VramBytes).FirstOrDefault(model => model.VramBytes >= vramBytes);
    }

    private static GpuRegistry ReadShipped()
    {
        using var stream = typeof(GpuRegistry).Assembly.GetManifestResourceStream(Resource)
            ?? throw new FormatException("This program was built without its registry of GPUs.");
        using var reader = new StreamReader(stream);
        return Read(reader.ReadToEnd());
    }

    private static GpuModel ReadRow(string line)
    {
        var cells = line.Split(',');
        if (cells.Length != Columns
            || cells[0].Length == 0
            || ReadNumber(cells[2]) is not (> 0 and <= GibibytesMax and var gibibytes)
            || !TryReadNames([cells[1], .. cells[5].Split('|', StringSplitOptions.RemoveEmptyEntries)], out var names))
        {
            throw new FormatException($"The registry of GPUs has a row that is none: '{line}'.");
        }

        return new GpuModel(cells[0], cells[1], (long)gibibytes << 30)
        {
            ComputeMillionths = ReadNumber(cells[3]),
            RenderMillionths = ReadNumber(cells[4]),
            Names = names,
        };
    }

    private static bool TryReadNames(string[] texts, out IReadOnlyList<GpuName> names)
    {
        var read = new List<GpuName>();
        names = read;
        foreach (var text in texts)
        {
            if (!GpuName.TryRead(text, out var name))
            {
                return false;
            }

            read.Add(name);
        }

        return true;
    }

    private static int? ReadNumber(string cell) => cell.Length == 0
        ? null
        : int.Parse(cell, NumberStyles.None, CultureInfo.InvariantCulture);

    private static IEnumerable<(GpuModel First, GpuModel Second)> Pairs(IReadOnlyList<GpuModel> all) =>
        all.SelectMany((first, index) => all.Skip(index + 1).Select(second => (first, second)));
}
