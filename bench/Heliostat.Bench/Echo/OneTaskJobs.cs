using System.Globalization;

namespace Heliostat.Bench.Echo;

/// <summary>Jobs of one task, one after the other, while other jobs keep the network at a given load.</summary>
internal sealed class OneTaskJobs(BenchManager manager, double tasksPerSecond)
{
    private const int JobsCount = 500;
    private const int BackgroundMilliseconds = 200;

    public async Task RunAsync()
    {
        using var stop = new CancellationTokenSource();
        var background = LoadAsync(stop.Token);
        await EchoBench.RunJobAsync(manager, 1);
        var latencies = new List<double>();
        for (var i = 0; i < JobsCount; i++)
        {
            latencies.Add((await EchoBench.RunJobAsync(manager, 1)).TotalMilliseconds);
        }

        await stop.CancelAsync();
        await background;
        latencies.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"one-task jobs at {tasksPerSecond:N0} tasks/s, submission to result: p50 {At(latencies, 50):0.0} ms, "
            + $"p99 {At(latencies, 99):0.0} ms ({JobsCount} jobs, one at a time)"));
    }

    private static double At(List<double> sorted, int percent) => sorted[sorted.Count * percent / 100];

    /// <summary>Submits what the load needs for a fifth of a second, every fifth of a second.</summary>
    private async Task LoadAsync(CancellationToken stop)
    {
        var tasks = (int)(tasksPerSecond * BackgroundMilliseconds / 1000);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(BackgroundMilliseconds));
        var running = new List<Task>();
        while (!stop.IsCancellationRequested)
        {
            running.Add(EchoBench.RunJobAsync(manager, tasks));
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        await Task.WhenAll(running);
    }
}
