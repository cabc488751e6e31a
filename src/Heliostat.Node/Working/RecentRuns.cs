using Heliostat.Protocol.Values;

namespace Heliostat.Node.Working;

/// <summary>
/// The runs that a node finished lately, so that it does not do again what the manager, which has not read the report
/// yet, dispatches again after a lost connection.
/// </summary>
internal sealed class RecentRuns
{
    private const int CountMax = 4_096;

    private readonly HashSet<RunId> _set = [];
    private readonly Queue<RunId> _order = new();

    public bool Contains(RunId run) => _set.Contains(run);

    public void Add(RunId run)
    {
        if (!_set.Add(run))
        {
            return;
        }

        _order.Enqueue(run);
        if (_order.Count > CountMax)
        {
            _set.Remove(_order.Dequeue());
        }
    }
}
