using Heliostat.Core;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Auditing;

/// <summary>
/// Answers the rules about verification keys from an entry's own record. Whether the record is true is checked when the
/// key is shown. What is not there is answered with zeros, so that the decision differs and is found.
/// </summary>
internal sealed class RecordedRunKeys(IReadOnlyList<Event> events) : IRunKeys
{
    private Dictionary<RunId, Queue<ContentHash>>? _draws;

    /// <inheritdoc/>
    public ContentHash KeyHashOf(RunId run)
    {
        foreach (var happened in events)
        {
            if (happened is RunLeased { KeyHash: { } hash } leased && leased.Run == run)
            {
                return hash;
            }
        }

        return default;
    }

    /// <inheritdoc/>
    public ContentHash DrawOf(RunId run, ContentHash commitment)
    {
        // An entry can draw for several units of one run; the rules ask in the order of their events.
        _draws ??= Draws();
        return _draws.TryGetValue(run, out var drawn) && drawn.TryDequeue(out var draw) ? draw : default;
    }

    /// <inheritdoc/>
    public ContentHash Reveal(RunId run)
    {
        foreach (var happened in events)
        {
            if (happened is RunKeyRevealed revealed && revealed.Run == run)
            {
                return revealed.Key;
            }
        }

        return default;
    }

    private Dictionary<RunId, Queue<ContentHash>> Draws()
    {
        var draws = new Dictionary<RunId, Queue<ContentHash>>();
        foreach (var happened in events)
        {
            if (happened is CheckDrawn { Draw: { } draw } drawn)
            {
                if (!draws.TryGetValue(drawn.Check.Run, out var ofRun))
                {
                    draws.Add(drawn.Check.Run, ofRun = new Queue<ContentHash>());
                }

                ofRun.Enqueue(draw);
            }
        }

        return draws;
    }
}
