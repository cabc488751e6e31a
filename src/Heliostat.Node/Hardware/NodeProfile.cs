using System.Reflection;
using Heliostat.Node.Runners.Blender;
using Heliostat.Node.Runners.Video;
using Heliostat.Node.Sandbox;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Microsoft.Extensions.Logging;

namespace Heliostat.Node.Hardware;

/// <summary>What a node can do here and now, found out by trying it.</summary>
/// <param name="Facts">What it says of itself.</param>
/// <param name="Program">Its Blender, where it renders.</param>
/// <param name="HasBox">Whether runs can be put into a sandbox.</param>
internal sealed record NodeProfile(NodeFacts Facts, BlenderProgram? Program, bool HasBox)
{
    /// <summary>
    /// Tries everything that the node registered for; what does not work is not advertised, and the log says why.
    /// </summary>
    public static async Task<NodeProfile> FindAsync(
        NodeConfiguration configuration, Machine machine, ILogger log, CancellationToken cancellation)
    {
        var noBox = await SandboxProbe.WhyNoBoxAsync().ConfigureAwait(false);
        if (noBox is not null)
        {
            ProfileLog.PluginsWithoutBox(log, noBox);
        }

        BlenderCapability? blender = null;
        if (configuration.Capabilities.Contains(NodeCapability.Render))
        {
            (blender, var whyNot) = await BlenderProbe.ProbeAsync(configuration.Blender, cancellation)
                .ConfigureAwait(false);
            if (blender is null)
            {
                ProfileLog.NoRender(log, whyNot!);
            }
        }

        var encoder = blender is null
            ? null
            : await EncoderProbe.ProbeAsync(machine, cancellation).ConfigureAwait(false);
        var facts = FactsOf(configuration, machine, blender, encoder);
        ProfileLog.Found(log, string.Join(", ", facts.Capabilities), facts.DeviceClass, facts.CpuCount, facts.RamBytes);
        return new NodeProfile(
            facts, blender is null ? null : BlenderProgram.Find(configuration.Blender), noBox is null);
    }

    private static NodeFacts FactsOf(
        NodeConfiguration configuration, Machine machine, BlenderCapability? blender, string? encoder)
    {
        var capabilities = configuration.Capabilities
            .Where(name => name != NodeCapability.Render || blender is not null)
            // Whether there is an engine can change, so each hello says it anew.
            .Where(name => name != NodeCapability.Docker)
            .ToList();
        if (blender is { CanDenoise: true })
        {
            capabilities.Add(NodeCapability.Denoise);
        }

        if (encoder is not null)
        {
            capabilities.Add(NodeCapability.Encode);
            capabilities.Add(NodeCapability.EncoderPrefix + encoder);
        }

        var version = typeof(NodeProfile).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
        return new NodeFacts(
            $"heliostat/{version.Split('+')[0]}",
            capabilities,
            configuration.Duties,
            blender?.DeviceClass ?? $"cpu/{machine.CpuFeature}",
            configuration.CpuCount ?? machine.CpuCount,
            machine.RamBytes,
            blender is null ? 0 : configuration.RenderSlots,
            configuration.PluginSlots)
        {
            RegionCode = configuration.RegionCode,
        };
    }
}
