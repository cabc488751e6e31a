using Heliostat.Protocol.Signing;
using Microsoft.Extensions.Logging;

namespace Heliostat.Node.Link;

/// <summary>
/// Says once in a session when the machine's clock stands far from the manager's. Work goes on, for times that matter
/// are the manager's; but what this machine signs for the API would be refused.
/// </summary>
internal sealed class ClockWatch(TimeProvider time, ILogger log)
{
    /// <summary>Seconds that the clocks may be apart: as much as a signed request may.</summary>
    public const int ApartSecondsMax = RequestSignature.ClockSkewMillisecondsMax / 1_000;

    private long? _sequence;
    private bool _hasWarned;

    /// <summary>Compares the clock with a head that was signed since the last one came, within a heartbeat.</summary>
    public void See(SignedHead head)
    {
        // A head that was here before may be old: the journal of a quiet network stands still.
        var isFresh = head.Sequence > _sequence;
        _sequence = Math.Max(head.Sequence, _sequence ?? 0);
        var seconds = (time.GetUtcNow().ToUnixTimeMilliseconds() - head.UnixMilliseconds) / 1_000;
        if (isFresh && !_hasWarned && Math.Abs(seconds) > ApartSecondsMax)
        {
            _hasWarned = true;
            LinkLog.ClockApart(log, Math.Abs(seconds), seconds > 0 ? "ahead of" : "behind");
        }
    }
}
