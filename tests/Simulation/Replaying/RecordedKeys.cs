using Heliostat.Core;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;
using Heliostat.Protocol.Values;

namespace Heliostat.Simulation.Replaying;

/// <summary>
/// What an entry records of the verification keys, so that it can be decided again without the vault.
/// </summary>
internal sealed class RecordedKeys(IReadOnlyList<Event> events) : IRunKeys
{
    private readonly Queue<CheckDrawn> _draws = new(events.OfType<CheckDrawn>().Where(e => e.Draw is not null));

    public ContentHash KeyHashOf(RunId run) =>
        events.OfType<RunLeased>().FirstOrDefault(e => e.Run == run)?.KeyHash ?? default;

    public ContentHash DrawOf(RunId run, ContentHash commitment) =>
        _draws.TryDequeue(out var drawn) ? drawn.Draw!.Value : default;

    public ContentHash Reveal(RunId run) =>
        events.OfType<RunKeyRevealed>().FirstOrDefault(e => e.Run == run)?.Key ?? default;
}
