using System.Collections.Concurrent;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Hardware;

/// <summary>
/// What nodes say of their hardware, in memory: it changes each minute, and is said again when a session begins. What
/// work is placed by stands in the journal, in the facts of the hello.
/// </summary>
internal sealed class HardwareShelf
{
    private readonly ConcurrentDictionary<NodeId, KnownHardware> _nodes = new();

    /// <summary>What a node said; null where it said nothing since the manager started.</summary>
    public KnownHardware? Find(NodeId node) => _nodes.GetValueOrDefault(node);

    /// <summary>Keeps what a node says; false where it is out of its bounds, and nothing of it is kept.</summary>
    public bool TryKeep(NodeId node, HardwareReport said, long atMs)
    {
        if (!HardwareBounds.AreKept(said))
        {
            return false;
        }

        _nodes.AddOrUpdate(
            node,
            static (_, now) => new KnownHardware(now.AtMs, now.Said),
            static (_, known, now) => known.With(now.Said, now.AtMs),
            (Said: said, AtMs: atMs));
        return true;
    }
}
