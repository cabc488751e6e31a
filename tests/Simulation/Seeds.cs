using System.Collections.Concurrent;
using System.Globalization;

namespace Heliostat.Simulation;

/// <summary>
/// Which seeds are run: 200, as many as HELIOSTAT_SIMULATE_SEEDS says, or the one of HELIOSTAT_SIMULATE_SEED.
/// </summary>
internal static class Seeds
{
    private const ulong CountDefault = 200;
    private const int FailuresMax = 3;

    /// <summary>Runs them, each in one thread, several at a time. Stops after a few failures.</summary>
    public static IReadOnlyList<Simulated> Run()
    {
        var ran = new ConcurrentBag<Simulated>();
        Parallel.ForEach(Chosen(), (seed, loop) =>
        {
            ran.Add(Simulated.Run(seed));
            if (ran.Count(one => one.Failure is not null) >= FailuresMax)
            {
                loop.Stop();
            }
        });
        Count(ran.Count);
        return [.. ran.OrderBy(one => one.Seed)];
    }

    /// <summary>Adds to the figures that ./test prints at its end.</summary>
    public static void Count(int seeds)
    {
        if (Environment.GetEnvironmentVariable("HELIOSTAT_TEST_COUNTS") is { Length: > 0 } path)
        {
            File.AppendAllText(path, $"seeds {seeds}\n");
        }
    }

    private static IEnumerable<ulong> Chosen()
    {
        if (Read("HELIOSTAT_SIMULATE_SEED") is { } single)
        {
            return [single];
        }

        var count = Read("HELIOSTAT_SIMULATE_SEEDS") ?? CountDefault;
        return Enumerable.Range(1, (int)count).Select(seed => (ulong)seed);
    }

    private static ulong? Read(string variable) =>
        ulong.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
