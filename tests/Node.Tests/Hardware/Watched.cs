using Heliostat.Node.Hardware;
using Heliostat.Node.Link;
using Heliostat.Node.Registering;
using Heliostat.Node.Tests.Support;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Node.Tests.Hardware;

/// <summary>An agent on a machine that the test makes up, against a relay that the test plays.</summary>
internal sealed class Watched : IAsyncDisposable
{
    // The clock is moved in steps until the agent has looked; no count of them may end its connection.
    private static readonly LinkOptions Patient = new() { SilenceSecondsMax = 1_000_000, HelloSecondsMax = 1_000_000 };

    private readonly CancellationTokenSource _stop = new();
    private readonly ManualTime _time = new();
    private readonly TestRelay _relay;
    private readonly NodeAgent _agent;
    private HardwareState? _state;
    private TestSession _session = null!;
    private Task _running = Task.CompletedTask;
    private int _looks;

    private Watched(TestRelay relay, HardwareState state)
    {
        (_relay, _state) = (relay, state);
        Assert.True(GatewayAddress.TryParse(relay.Origin, out var gateway, out _));
        var identity = new NodeIdentity(relay.NodeId, gateway!, relay.NodeKey, relay.Token) { Network = relay.Network };
        var options = new NodeAgentOptions
        {
            Facts = state.In(new NodeFacts("test", ["echo"], NodeDuties.Both, "cpu/test", 2, 4L << 30, 2, 64)),
            Link = Patient,
            Look = LookAsync,
        };
        _agent = new NodeAgent(
            identity, options, new NodeSurroundings(_time, new LogLines(), NodeSurroundings.CreateHttp()));
    }

    /// <summary>What the agent said of itself when its newest session began.</summary>
    public NodeHello Hello { get; private set; } = null!;

    public static async Task<Watched> StartAsync(HardwareState state)
    {
        var watched = new Watched(await TestRelay.StartAsync(), state);
        watched._running = watched._agent.RunAsync(watched._stop.Token);
        await watched.AcceptAsync();
        return watched;
    }

    /// <summary>From now on the machine is so.</summary>
    public void Sees(HardwareState state) => Volatile.Write(ref _state, state);

    /// <summary>From now on each look fails.</summary>
    public void SeesNothing() => Volatile.Write(ref _state, null);

    /// <summary>Lets time go by until the agent has looked once more.</summary>
    public async Task MinuteAsync()
    {
        var before = Volatile.Read(ref _looks);
        await _time.AdvanceUntilAsync(() => Volatile.Read(ref _looks) > before, TimeSpan.FromSeconds(1));
    }

    public async Task<HardwareReport> ReadReportAsync()
    {
        while (true)
        {
            if (await _session.ReadRemarkAsync() is HardwareReport report)
            {
                return report;
            }
        }
    }

    public Task<int?> ReadCloseAsync() => _session.ReadCloseAsync();

    /// <summary>The agent's next session, which begins after a pause.</summary>
    public async Task<NodeHello> AcceptAsync()
    {
        var accepted = _relay.AcceptAsync();
        await _time.AdvanceUntilAsync(() => accepted.IsCompleted, TimeSpan.FromSeconds(1));
        _session = await accepted;
        _session.AcknowledgesAll = true;
        Hello = await _session.OpenAsync();
        return Hello;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _time.AdvanceUntilAsync(() => _running.IsCompleted, TimeSpan.FromSeconds(1));
        await _running;
        await _agent.DisposeAsync();
        await _relay.DisposeAsync();
        _stop.Dispose();
    }

    private Task<HardwareState> LookAsync(CancellationToken cancellation)
    {
        Interlocked.Increment(ref _looks);
        return Task.FromResult(Volatile.Read(ref _state) ?? throw new IOException("The disk does not answer."));
    }
}
