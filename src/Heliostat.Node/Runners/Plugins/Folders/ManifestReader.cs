using System.Text.Json;
using System.Text.RegularExpressions;
using Heliostat.Node.Runners.Plugins.Schemas;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Node.Runners.Plugins.Folders;

/// <summary>Reads a <c>plugin.json</c>, and says of every field what is wrong with it.</summary>
internal static partial class ManifestReader
{
    private const string Whole = PluginManifest.FileName;
    private const int TextLengthMax = 1_000;
    private const int VersionLengthMax = 100;
    private const int CommandWordsMax = 100;
    private const int MemoryMegabytesMax = 4 * 1024 * 1024;
    private const int SecondsMax = 30 * 24 * 3_600;
    private const int RunSecondsMax = 7 * 24 * 3_600;
    private const int ProcessesMax = 100_000;

    private static readonly JsonDocumentOptions Json = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    private static readonly string[] Taken =
        [NodeCapability.Render, NodeCapability.Denoise, NodeCapability.Docker, NodeCapability.Encode];

    /// <summary>Reads the text of the file; null with at least one fault where it is not one.</summary>
    /// <param name="text">The file's bytes.</param>
    /// <param name="usual">The limits of a plugin that names none.</param>
    /// <param name="faults">Takes what is wrong.</param>
    public static PluginManifest? Read(ReadOnlyMemory<byte> text, PluginLimits usual, List<PluginFault> faults)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Json);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return Read(document.RootElement, usual, faults);
            }

            faults.Add(new PluginFault(Whole, "It holds one JSON object."));
        }
        catch (JsonException error)
        {
            faults.Add(new PluginFault(Whole, $"It is no JSON: {error.Message}"));
        }

        return null;
    }

    private static PluginManifest? Read(JsonElement root, PluginLimits usual, List<PluginFault> faults)
    {
        var before = faults.Count;
        var fields = new FieldReader(root, "", faults);
        fields.Only("job_type", "command", "limits", "payload_schema", "description", "version");
        var manifest = new PluginManifest(JobTypeOf(fields), CommandOf(fields), LimitsOf(fields, usual, faults))
        {
            Schema = SchemaOf(fields, faults),
            Description = fields.Text("description", TextLengthMax),
            Version = fields.Text("version", VersionLengthMax),
        };
        return faults.Count == before ? manifest : null;
    }

    private static string JobTypeOf(FieldReader fields)
    {
        var type = fields.Find("job_type") is { ValueKind: JsonValueKind.String } given ? given.GetString()! : "";
        if (type.Length > PluginSettings.JobTypeLengthMax || !JobTypePattern().IsMatch(type))
        {
            fields.Fault(
                "job_type",
                $"It is a word of 1 to {PluginSettings.JobTypeLengthMax} letters, digits, '.', '_' and '-'.");
        }
        else if (Taken.Contains(type))
        {
            fields.Fault("job_type", $"'{type}' is what nodes do by themselves; choose another name.");
        }

        return type;
    }

    private static List<string> CommandOf(FieldReader fields)
    {
        var words = new List<string>();
        var given = fields.Find("command");
        if (given is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() is > 0 and <= CommandWordsMax)
        {
            words.AddRange(list.EnumerateArray()
                .Where(word => word.ValueKind == JsonValueKind.String)
                .Select(word => word.GetString()!)
                .Where(word => !word.Contains('\0', StringComparison.Ordinal)));
            if (words.Count == list.GetArrayLength() && words[0].Length > 0)
            {
                return words;
            }
        }

        fields.Fault(
            "command", $"It is a list of 1 to {CommandWordsMax} texts, such as [\"python3\", \"main.py\"].");
        return [];
    }

    private static PluginLimits LimitsOf(FieldReader fields, PluginLimits usual, List<PluginFault> faults)
    {
        switch (fields.Find("limits"))
        {
            case null:
                return usual;
            case { ValueKind: JsonValueKind.Object } given:
                var limits = new FieldReader(given, "limits.", faults);
                limits.Only("memory_mb", "cpu_seconds", "run_seconds", "processes", "disk_mb");
                return usual with
                {
                    MemoryBytesMax =
                        (long)limits.Number("memory_mb", usual.MemoryBytesMax >> 20, MemoryMegabytesMax) << 20,
                    CpuSecondsMax = limits.Number("cpu_seconds", usual.CpuSecondsMax, SecondsMax),
                    RunMillisecondsMax =
                        limits.Number("run_seconds", usual.RunMillisecondsMax / 1_000, RunSecondsMax) * 1_000,
                    ProcessesMax = limits.Number("processes", usual.ProcessesMax, ProcessesMax),
                    DiskBytesMax = (long)limits.Number("disk_mb", usual.DiskBytesMax >> 20, MemoryMegabytesMax) << 20,
                };
            default:
                fields.Fault("limits", "It is an object, such as {\"memory_mb\": 512}.");
                return usual;
        }
    }

    private static PayloadSchema? SchemaOf(FieldReader fields, List<PluginFault> faults) =>
        fields.Find("payload_schema") is { } given ? SchemaReader.Read(given, "payload_schema", faults) : null;

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]*\z")]
    private static partial Regex JobTypePattern();
}
