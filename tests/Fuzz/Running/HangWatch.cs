namespace Heliostat.Fuzz.Running;

/// <summary>Ends the process with the name of the input that a door never came back from.</summary>
internal sealed class HangWatch : IDisposable
{
    private readonly Timer _timer;
    private readonly TimeSpan _longest;
    private string _input = "";
    private long _begun = Environment.TickCount64;

    public HangWatch(TimeSpan longest)
    {
        _longest = longest;
        _timer = new Timer(_ => Look(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    public void Begin(string input)
    {
        Volatile.Write(ref _input, input);
        Volatile.Write(ref _begun, Environment.TickCount64);
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        if (Environment.TickCount64 - Volatile.Read(ref _begun) > _longest.TotalMilliseconds)
        {
            Environment.FailFast($"It hangs: {Volatile.Read(ref _input)}.");
        }
    }
}
