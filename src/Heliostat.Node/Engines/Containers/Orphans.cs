using Heliostat.Node.Engines.Orders;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Engines.Containers;

/// <summary>Finds and removes what an agent of this node left in the engine when it died.</summary>
internal static class Orphans
{
    /// <summary>
    /// Removes every container and network of the node whose run is not among the living; answers how many there were.
    /// </summary>
    public static async Task<int> RemoveAsync(
        EngineClient engine, NodeId node, IReadOnlyCollection<RunId> living, CancellationToken cancellation = default)
    {
        var removed = 0;
        var labels = ContainerLabels.OfNode(node);
        foreach (var container in await engine.Containers.ListAsync(labels, cancellation).ConfigureAwait(false))
        {
            if (IsOrphan(container.Run, living)
                && await engine.Containers.RemoveAsync(container.Id, cancellation).ConfigureAwait(false))
            {
                removed++;
            }
        }

        foreach (var network in await engine.Networks.ListAsync(labels, cancellation).ConfigureAwait(false))
        {
            if (IsOrphan(ContainerLabels.RunIn(network.Labels), living)
                && await engine.Networks.RemoveAsync(network.Name, cancellation).ConfigureAwait(false))
            {
                removed++;
            }
        }

        return removed;
    }

    private static bool IsOrphan(RunId? run, IReadOnlyCollection<RunId> living) =>
        run is not { } known || !living.Contains(known);
}
