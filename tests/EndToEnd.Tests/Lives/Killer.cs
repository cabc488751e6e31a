using System.Diagnostics;
using System.Globalization;
using Heliostat.EndToEnd.Tests.Running;
using Heliostat.Protocol.Api;

namespace Heliostat.EndToEnd.Tests.Lives;

/// <summary>
/// Kills one process after the other with SIGKILL, at moments and with victims that a seed draws; what it killed comes
/// back, a node that was killed twice as a new one.
/// </summary>
internal sealed class Killer(TestNetwork network, int seed)
{
    private const int AtWorkSecondsMax = 4;
    private const int LookMilliseconds = 50;
    private const int MomentMillisecondsMax = 1_500;
    private const int KillsPerNodeMax = 2;

    // A manager that comes back gives every lease 90 seconds: what its last death hid must be over by the end.
    private const int KillsWithManager = 20;

    private readonly Random _chance = new(seed);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Dictionary<Guid, int> _killsOf = [];
    private int _registered = network.Nodes.Count;

    /// <summary>What was killed, in order.</summary>
    public List<string> Kills { get; } = [];

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"Seed {seed}, {Kills.Count} kills: {string.Join(", ", Kills)}.");

    /// <summary>Kills the next one, and brings it back.</summary>
    public async Task KillAsync()
    {
        var what = _chance.Next(4);
        if (what == 0 && Kills.Count < KillsWithManager)
        {
            await MomentAsync();
            await network.Manager.KillAsync();
            Note("manager");
            await network.RestartManagerAsync();
            return;
        }

        var isVerifier = what == 1;
        var victim = await AtWorkAsync(isVerifier);
        await MomentAsync();
        await victim.Process!.KillAsync();
        Note($"{victim.Name} as {(isVerifier ? "verifier" : "worker")}");
        await ComeBackAsync(victim);
    }

    private void Note(string victim) => Kills.Add(string.Create(
        CultureInfo.InvariantCulture, $"{victim} at {_clock.Elapsed.TotalSeconds:0} s"));

    private Task MomentAsync() => Task.Delay(_chance.Next(MomentMillisecondsMax));

    // Whoever works at what was drawn; where nobody does for a while, anybody.
    private async Task<TestNode> AtWorkAsync(bool isVerifier)
    {
        var deadline = DateTime.UtcNow.AddSeconds(AtWorkSecondsMax);
        while (DateTime.UtcNow < deadline)
        {
            var busy = await network.Owner.Nodes.AllAsync().Where(node => IsAtWork(node, isVerifier))
                .Select(node => node.Uuid).ToHashSetAsync();
            var candidates = network.Nodes.Where(node => busy.Contains(node.Id)).ToList();
            if (candidates.Count > 0)
            {
                return candidates[_chance.Next(candidates.Count)];
            }

            await Task.Delay(LookMilliseconds);
        }

        return network.Nodes[_chance.Next(network.Nodes.Count)];
    }

    private static bool IsAtWork(NodeResource node, bool isVerifier) =>
        node.Connected && (isVerifier ? node.Checks : node.Runs) > 0;

    // A node that fails too often is on probation for minutes: its operator's rival takes its place.
    private async Task ComeBackAsync(TestNode victim)
    {
        _killsOf[victim.Id] = _killsOf.GetValueOrDefault(victim.Id) + 1;
        if (_killsOf[victim.Id] < KillsPerNodeMax)
        {
            await network.RestartAsync(victim);
            return;
        }

        await network.RetireAsync(victim);
        _registered++;
        network.Start(await network.RegisterAsync(
            string.Create(CultureInfo.InvariantCulture, $"node-{_registered}")));
    }
}
