namespace Heliostat.Manager.Tests.Loop;

/// <summary>Waits for what must come, and fails when it does not.</summary>
internal static class Bounded
{
    private const int SecondsMax = 30;

    public static async Task WaitAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(SecondsMax));
        while (!condition())
        {
            await Task.Delay(10, patience.Token);
        }
    }
}
