using Heliostat.Core;
using Heliostat.Core.Journal;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;
using Heliostat.Protocol.Values;
using Heliostat.Protocol.Verification;

namespace Heliostat.Simulation.Checkers;

/// <summary>Follows the verification key of each run from its hash to its reveal.</summary>
internal sealed class KeysAreRevealedOnce : Checker
{
    private readonly Dictionary<RunId, ContentHash> _hashes = [];
    private readonly Dictionary<RunId, List<(ContentHash Commitment, ContentHash Draw)>> _draws = [];
    private readonly Dictionary<(RunId Run, int Unit), ContentHash> _commitments = [];
    private readonly HashSet<RunId> _revealed = [];

    public override string Promise =>
        "Every rendering run's key is revealed exactly once, when the run has ended and none of its units is being "
        + "checked; it is the key of the hash in the lease, and its checks were drawn from it.";

    public override void Look(JournalEntry entry, Network books)
    {
        foreach (var happened in entry.Events)
        {
            Look(happened, books);
        }

        foreach (var revealed in entry.Events.OfType<RunKeyRevealed>())
        {
            if (books.Nodes.All.Any(node => node.Runs.Contains(revealed.Run))
                || books.Checks.All.Any(unit => unit.Run == revealed.Run && unit.Claim is null))
            {
                throw Broken($"the key of {revealed.Run} was revealed while the run could still report or be checked");
            }
        }
    }

    public override void Finish(Network books)
    {
        foreach (var run in _hashes.Keys.Where(run => !_revealed.Contains(run)).Order())
        {
            throw Broken($"the key of {run} was never revealed");
        }
    }

    protected override void Look(Event happened, Network books)
    {
        switch (happened)
        {
            case RunLeased { KeyHash: { } hash } e: _hashes[e.Run] = hash; break;
            case UnitReported { Commitment: { } commitment } e: _commitments[(e.Run, e.Unit)] = commitment; break;
            case CheckDrawn { Draw: { } draw } e: Keep(e.Check, draw); break;
            case RunKeyRevealed e: Reveal(e); break;
            default: break;
        }
    }

    private void Keep(CheckId check, ContentHash draw)
    {
        if (!_draws.TryGetValue(check.Run, out var draws))
        {
            _draws[check.Run] = draws = [];
        }

        draws.Add((_commitments[(check.Run, check.Unit)], draw));
    }

    private void Reveal(RunKeyRevealed revealed)
    {
        var key = revealed.Key.ToArray();
        if (!_revealed.Add(revealed.Run))
        {
            throw Broken($"the key of {revealed.Run} was revealed twice");
        }

        if (!_hashes.TryGetValue(revealed.Run, out var hash) || ContentHash.Of(key) != hash)
        {
            throw Broken($"the key of {revealed.Run} is not the one of its lease");
        }

        foreach (var (commitment, draw) in _draws.GetValueOrDefault(revealed.Run) ?? [])
        {
            if (new ContentHash(SpotDraw.Of(key, commitment)) != draw)
            {
                throw Broken($"a check of {revealed.Run} was not drawn from its key");
            }
        }
    }
}
