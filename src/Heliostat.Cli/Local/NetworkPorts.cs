using System.Text.Json;
using Heliostat.Cli.Running;

namespace Heliostat.Cli.Local;

/// <summary>The ports of a network on this machine, kept with it, so that it comes up at the same URL again.</summary>
internal sealed record NetworkPorts(int Manager, int Blobs)
{
    /// <summary>The ports asked for, those of last time, or free ones.</summary>
    public static NetworkPorts Of(NetworkPlan plan)
    {
        var before = File.Exists(plan.PortsFile)
            ? JsonSerializer.Deserialize(File.ReadAllBytes(plan.PortsFile), CliJson.Default.NetworkPorts)
            : null;
        var blobs = before?.Blobs ?? FreePort.Find();
        var manager = plan.Port != 0 ? plan.Port : before?.Manager ?? FreePort.Find();
        var ports = new NetworkPorts(manager, blobs);
        File.WriteAllText(plan.PortsFile, JsonSerializer.Serialize(ports, CliJson.Default.NetworkPorts) + "\n");
        return ports;
    }
}
