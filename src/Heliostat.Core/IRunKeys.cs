namespace Heliostat.Core;

/// <summary>
/// The door to the verification keys, which Core never sees before they are revealed: answered by the vault when live,
/// by the entry's own events on replay, and checked by audit at the reveal.
/// </summary>
public interface IRunKeys
{
    /// <summary>The SHA-256 of a run's key.</summary>
    ContentHash KeyHashOf(RunId run);

    /// <summary>HMAC-SHA256(run's key, commitment), from which the tiles to check are chosen.</summary>
    ContentHash DrawOf(RunId run, ContentHash commitment);

    /// <summary>The run's key itself, asked for only when the run can report no more.</summary>
    ContentHash Reveal(RunId run);
}
