using System.Text.Json.Serialization;
using Heliostat.Cli.Demonstration;
using Heliostat.Cli.Local;
using Heliostat.Cli.Nodes;
using Heliostat.Cli.Plugins;
using Heliostat.Manager.Auditing;
using Heliostat.Node.Hardware;

namespace Heliostat.Cli.Running;

/// <summary>The JSON that the program itself reads and writes, beside the API's.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(CliConfiguration))]
[JsonSerializable(typeof(ErrorReport))]
[JsonSerializable(typeof(NetworkReport))]
[JsonSerializable(typeof(NetworkPorts))]
[JsonSerializable(typeof(AuditReport))]
[JsonSerializable(typeof(DemoSummary))]
[JsonSerializable(typeof(RegisteredNode))]
[JsonSerializable(typeof(ThisMachine))]
[JsonSerializable(typeof(PluginReport))]
[JsonSerializable(typeof(PluginReport[]))]
[JsonSerializable(typeof(PluginRunReport))]
internal sealed partial class CliJson : JsonSerializerContext;
