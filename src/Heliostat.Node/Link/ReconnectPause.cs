namespace Heliostat.Node.Link;

/// <summary>
/// How long to wait before the next attempt: 1, 2, 4 … seconds up to a limit, each shortened at random by up to half,
/// so that ten thousand nodes do not return in the same second.
/// </summary>
internal sealed class ReconnectPause(int secondsMax)
{
    private int _seconds = 1;

    public TimeSpan Next()
    {
        var pause = TimeSpan.FromSeconds(_seconds * (0.5 + (Random.Shared.NextDouble() / 2)));
        _seconds = Math.Min(_seconds * 2, secondsMax);
        return pause;
    }

    public void Reset() => _seconds = 1;
}
