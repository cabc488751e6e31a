using Heliostat.Manager.Streams;
using Heliostat.Manager.Tests.Loop;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Tests.Streams;

public sealed class OpenTunnelsTests
{
    private static readonly TimeSpan Nearly = TimeSpan.FromSeconds(StreamLimits.IdleSecondsMax - 1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();
    private readonly OpenTunnels _open;
    private readonly AccountId _account = new(Guid.NewGuid());

    public OpenTunnelsTests() => _open = new OpenTunnels(_time);

    [Fact]
    public async Task A_stream_that_no_node_opens_is_given_up_after_ten_seconds()
    {
        var tunnel = Begin();
        _time.Pass(TimeSpan.FromSeconds(StreamLimits.OpenSecondsMax) - TimeSpan.FromMilliseconds(1));
        _open.Sweep();
        Assert.False(tunnel.Arrived.IsCompleted);
        _time.Pass(TimeSpan.FromMilliseconds(1));
        _open.Sweep();
        Assert.Equal("stream-late", (await tunnel.Arrived)!.Code);
        using var pair = await SocketPair.ConnectAsync();
        Assert.False(tunnel.TryTake());
        Assert.False(tunnel.TryAttach(pair.Near));
        Assert.Equal((0, 1L, 0L), (_open.Count, _open.Refused, _open.Opened));
    }

    [Fact]
    public async Task A_stream_on_which_nothing_moves_ends_on_both_sides()
    {
        using var pair = await SocketPair.ConnectAsync();
        var tunnel = Begin();
        Assert.True(tunnel.TryTake() && tunnel.TryAttach(pair.Near));
        Assert.Null(await tunnel.Arrived);
        _time.Pass(Nearly);
        _open.Sweep();
        await tunnel.WriteAsync("x"u8.ToArray());
        _time.Pass(Nearly);
        _open.Sweep();
        await pair.Far.WriteAsync("y"u8.ToArray());
        await tunnel.ReadExactlyAsync(new byte[1]);
        _time.Pass(Nearly);
        _open.Sweep();
        Assert.Null(tunnel.WhyEnded);
        var reading = tunnel.ReadAsync(new byte[1]).AsTask();
        _time.Pass(Second);
        _open.Sweep();
        Assert.Equal("stream-idle", tunnel.WhyEnded!.Code);
        await Assert.ThrowsAsync<IOException>(() => reading);
        await pair.Far.ReadExactlyAsync(new byte[1]);
        await Assert.ThrowsAsync<IOException>(async () => await pair.Far.ReadExactlyAsync(new byte[1]));
        Assert.Equal((0, 1L, 1L), (_open.Count, _open.BytesToNodes, _open.BytesFromNodes));
    }

    [Fact]
    public async Task A_stream_lasts_a_day_however_much_moves()
    {
        using var pair = await SocketPair.ConnectAsync();
        var tunnel = Begin();
        Assert.True(tunnel.TryTake() && tunnel.TryAttach(pair.Near));
        var passed = TimeSpan.Zero;
        while (passed + Nearly < TimeSpan.FromSeconds(StreamLimits.TotalSecondsMax))
        {
            await tunnel.WriteAsync("x"u8.ToArray());
            _time.Pass(Nearly);
            passed += Nearly;
            _open.Sweep();
            Assert.Null(tunnel.WhyEnded);
        }

        await tunnel.WriteAsync("x"u8.ToArray());
        _time.Pass(TimeSpan.FromSeconds(StreamLimits.TotalSecondsMax) - passed);
        _open.Sweep();
        Assert.Equal("stream-old", tunnel.WhyEnded!.Code);
    }

    [Fact]
    public void Streams_are_capped_by_job_account_and_node_and_what_ends_makes_room()
    {
        var jobs = Enumerable.Range(0, StreamLimits.PerAccountMax / StreamLimits.PerJobMax)
            .Select(_ => new RunId(new JobId(Guid.NewGuid()), 0, 1)).ToList();
        var last = jobs.SelectMany(run => Enumerable.Range(0, StreamLimits.PerJobMax).Select(_ => Begin(run))).Last();
        Assert.Equal("job-streams-too-many", _open.TryAdd(New(jobs[0], _account))!.Code);
        var other = new RunId(new JobId(Guid.NewGuid()), 0, 1);
        Assert.Equal("account-streams-too-many", _open.TryAdd(New(other, _account))!.Code);
        last.End(StreamProblems.Left);
        Assert.Equal("stream-left", last.WhyEnded!.Code);
        Assert.Null(_open.TryAdd(New(other, _account)));
        _open.EndRun(other);
        Assert.Equal(StreamLimits.PerAccountMax - 1, _open.Count);
    }

    [Fact]
    public void A_nodes_streams_are_capped_over_all_accounts()
    {
        var place = new TunnelPlace(new NodeId(Guid.NewGuid()), Guid.NewGuid());
        for (var i = 0; i < StreamLimits.PerNodeMax; i++)
        {
            var tunnel = New(new RunId(new JobId(Guid.NewGuid()), 0, 1), new AccountId(Guid.NewGuid()));
            Assert.Null(_open.TryAdd(tunnel) ?? _open.TryPlace(tunnel, place));
        }

        var first = Begin();
        Assert.Null(_open.TryPlace(first, new TunnelPlace(new NodeId(Guid.NewGuid()), Guid.NewGuid())));
        _open.EndSession(first.Place!.Session);
        Assert.Equal("node-lost", first.WhyEnded!.Code);
        var over = Begin();
        Assert.Equal("node-streams-too-many", _open.TryPlace(over, place)!.Code);
        Assert.Null(_open.TryPlace(over, place with { Node = new NodeId(Guid.NewGuid()), Session = Guid.NewGuid() }));
        _open.EndSession(place.Session);
        Assert.Equal(1, _open.Count);
        var again = Begin();
        Assert.Null(_open.TryPlace(again, place));
    }

    private Tunnel Begin(RunId? run = null)
    {
        var tunnel = New(run ?? new RunId(new JobId(Guid.NewGuid()), 0, 1), _account);
        Assert.Null(_open.TryAdd(tunnel));
        return tunnel;
    }

    private Tunnel New(RunId run, AccountId account) =>
        new(_open, new TunnelAim(run, account, 22)) { BeganAt = _open.Now };
}
