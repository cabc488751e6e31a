using Heliostat.Node.Link;
using Heliostat.Node.Tests.Support;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Tests.Link;

/// <summary>A real WebSocket to a relay that the test plays, on a clock that the test moves.</summary>
public sealed class RelayLinkTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly JobId Job = new(Guid.NewGuid());

    private static JobFailure Report(int task) =>
        new(new RunId(Job, task, 1), new RunFailure(FailureReasons.Crashed, FaultSide.Node, "It crashed."));

    private static int TaskOf(NodeMessage message) => Assert.IsType<JobFailure>(message).Run.Task;

    [Fact]
    public async Task A_node_waits_for_the_hello_and_answers_with_its_own_signed_one()
    {
        await using var relay = await TestRelay.StartAsync();
        await using var link = new LinkUnderTest(relay);
        link.Hello = link.Hello with { Runs = [new RunId(Job, 7, 2)] };
        link.Outbox.Report(Report(1));

        var session = await relay.AcceptAsync();
        Assert.False(session.HasSigned);
        var hello = await session.OpenAsync();

        Assert.Equal(7, Assert.Single(hello.Runs).Task);
        Assert.Equal(1, (await session.ReadReportAsync<JobFailure>()).Run.Task);
        Assert.True(link.Link.IsConnected);
        Assert.True(link.Log.Has("Connected to relay server"));
    }

    [Fact]
    public async Task What_runs_printed_goes_in_as_many_envelopes_as_it_needs()
    {
        const int Count = 100;
        await using var relay = await TestRelay.StartAsync();
        await using var link = new LinkUnderTest(relay);
        var session = await relay.OpenAsync();
        var text = new string('\n', RunLog.TextBytesMax);

        for (var i = 0; i < Count; i++)
        {
            Assert.True(link.Outbox.Remark(new RunLog(new RunId(Job, i, 1), 0, text)));
        }

        for (var i = 0; i < Count; i++)
        {
            Assert.Equal(i, Assert.IsType<RunLog>(await session.ReadRemarkAsync()).Run.Task);
        }
    }

    [Fact]
    public async Task A_hello_of_another_network_gets_no_signature()
    {
        await using var relay = await TestRelay.StartAsync();
        await using var link = new LinkUnderTest(relay);
        var session = await relay.AcceptAsync();

        await session.SendAsync(new ManagerHello(Guid.NewGuid(), session.Session, ""));

        Assert.Equal(1008, await session.ReadCloseAsync());
        Assert.False(link.Link.IsConnected);
    }

    [Fact]
    public async Task What_was_not_acknowledged_is_said_again_in_the_next_session_before_what_is_new()
    {
        await using var relay = await TestRelay.StartAsync();
        await using var link = new LinkUnderTest(relay);
        var first = await relay.OpenAsync();
        foreach (var task in (int[])[1, 2, 3])
        {
            link.Outbox.Report(Report(task));
            Assert.Equal(task, (await first.ReadReportAsync<JobFailure>()).Run.Task);
        }

        await first.SendAsync(new EnvelopeAck(3, null));
        await Wait.UntilAsync(() => link.Outbox.Unsettled().Count == 2, "one report settled");
        first.Abort();
        await Wait.UntilAsync(() => !link.Link.IsConnected, "the connection lost");
        link.Outbox.Report(Report(4));
        await link.Time.AdvanceUntilAsync(() => relay.Attempts == 2, Second);
        var second = await relay.OpenAsync();

        Assert.Equal([1, 3, 4], (await second.ReadReportsAsync(3)).Select(TaskOf));
        Assert.True(link.Log.Has("Connection lost, reconnecting..."));
        await second.SendAsync(new EnvelopeAck(second.Counter, null));
        await Wait.UntilAsync(() => link.Outbox.IsEmpty, "all settled");
    }

    [Fact]
    public async Task No_more_than_64_envelopes_are_under_way_at_once()
    {
        await using var relay = await TestRelay.StartAsync();
        await using var link = new LinkUnderTest(relay, new LinkOptions { MessagesPerEnvelopeMax = 1 });
        var session = await relay.OpenAsync();
        await Wait.UntilAsync(() => link.Outbox.IsEmpty, "the hello settled");
        for (var task = 0; task < 100; task++)
        {
            link.Outbox.Report(Report(task));
        }

        await session.ReadReportsAsync(EnvelopeText.UnacknowledgedMax);
        await Task.Delay(100);
        Assert.False(session.HasSigned);

        // Out of order: the room is there only once the oldest is settled too.
        await session.SendAsync(new EnvelopeAck(3, null), new EnvelopeAck(2, null));
        Assert.Equal([64, 65], (await session.ReadReportsAsync(2)).Select(TaskOf));
        for (var counter = 4UL; counter <= 67; counter++)
        {
            await session.SendAsync(new EnvelopeAck(counter, null));
        }

        await session.ReadReportsAsync(34);
    }

    [Fact]
    public async Task What_waits_goes_under_one_signature_up_to_the_limit()
    {
        await using var relay = await TestRelay.StartAsync();
        await using var link = new LinkUnderTest(
            relay, new LinkOptions { MessagesPerEnvelopeMax = 4, GatherCount = 4 });
        for (var task = 0; task < 10; task++)
        {
            link.Outbox.Report(Report(task));
        }

        var session = await relay.OpenAsync();

        Assert.Equal(4, (await session.ReadSignedAsync()).Messages.Count);
        Assert.Equal(4, (await session.ReadSignedAsync()).Messages.Count);
        Assert.Equal(2, (await session.ReadSignedAsync()).Messages.Count);
    }

    [Fact]
    public async Task An_envelope_never_grows_over_a_mebibyte()
    {
        await using var relay = await TestRelay.StartAsync();
        await using var link = new LinkUnderTest(relay);
        var hashes = Enumerable.Repeat(ContentHash.Of("x"u8), 7_000).ToList();
        for (var unit = 0; unit < 8; unit++)
        {
            link.Outbox.Report(new CheckResult(new CheckId(new RunId(Job, 1, 1), unit, 1), hashes, null, 1));
        }

        var session = await relay.OpenAsync();

        Assert.Equal(
            Enumerable.Range(0, 8),
            (await session.ReadReportsAsync(8)).Select(m => Assert.IsType<CheckResult>(m).Check.Unit));
    }

    [Fact]
    public async Task A_refused_report_is_logged_and_not_sent_again()
    {
        await using var relay = await TestRelay.StartAsync();
        await using var link = new LinkUnderTest(relay);
        var session = await relay.OpenAsync();
        link.Outbox.Report(Report(1));
        await session.ReadReportAsync<JobFailure>();

        await session.SendAsync(new EnvelopeAck(2, [new MessageRefusal(0, "run-unknown", "The run is over.")]));

        await Wait.UntilAsync(() => link.Outbox.IsEmpty, "the report dropped");
        Assert.True(link.Log.Has("run-unknown"));
        Assert.Equal("run-unknown", Assert.Single(link.Refused).Code);
    }

    [Fact]
    public async Task Heartbeats_come_every_30_seconds_and_their_heads_are_kept()
    {
        await using var relay = await TestRelay.StartAsync();
        await using var link = new LinkUnderTest(relay);
        var session = await relay.OpenAsync();

        link.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(session.TryReadRemark(out _));
        link.Time.Advance(Second);
        Assert.IsType<HeartbeatPing>(await session.ReadRemarkAsync());
        await session.SendAsync(new HeartbeatPong(TestSession.HeadAt(relay.Network, 42).ToString()));

        await Wait.UntilAsync(() => link.Heads.Count == 2, "the head kept");
        Assert.Equal(42, link.Heads.Last().Sequence);
        Assert.True(link.Log.Has("Heartbeat acknowledged"));
    }

    [Fact]
    public async Task A_manager_that_is_silent_for_90_seconds_is_left_with_4002()
    {
        await using var relay = await TestRelay.StartAsync();
        await using var link = new LinkUnderTest(relay);
        var session = await relay.OpenAsync();

        link.Time.Advance(TimeSpan.FromSeconds(89));
        Assert.True(link.Link.IsConnected);
        link.Time.Advance(Second);

        Assert.Equal(4002, await session.ReadCloseAsync());
        await Wait.UntilAsync(() => link.Log.Has("Connection lost, reconnecting..."), "the loss logged");
        await link.Time.AdvanceUntilAsync(() => relay.Attempts == 2, Second);
        await relay.OpenAsync();
    }

    [Fact]
    public async Task A_manager_that_says_no_hello_is_left()
    {
        await using var relay = await TestRelay.StartAsync();
        await using var link = new LinkUnderTest(relay);
        var session = await relay.AcceptAsync();

        await link.Time.AdvanceUntilAsync(() => session.ReadCloseAsync().IsCompleted, Second);

        Assert.Equal(1008, await session.ReadCloseAsync());
    }

    [Fact]
    public async Task Close_code_4001_says_to_register_again_and_is_not_retried_fast()
    {
        await using var relay = await TestRelay.StartAsync();
        await using var link = new LinkUnderTest(relay);
        var session = await relay.OpenAsync();

        await session.CloseAsync(4001);

        await Wait.UntilAsync(() => link.Log.Has("Re-register"), "the advice logged");
        link.Time.Advance(TimeSpan.FromSeconds(45));
        await Task.Delay(100);
        Assert.Equal(1, relay.Attempts);
        await link.Time.AdvanceUntilAsync(() => relay.Attempts == 2, Second);
        await relay.OpenAsync();
    }

    [Fact]
    public async Task A_token_that_is_refused_at_the_door_is_treated_like_4001()
    {
        await using var relay = await TestRelay.StartAsync();
        await using var link = new LinkUnderTest(relay, token: "stale");

        await Wait.UntilAsync(() => link.Log.Has("Re-register"), "the advice logged");
        Assert.False(link.Link.IsConnected);
    }

    [Fact]
    public async Task A_renewed_token_is_kept_and_used_at_the_next_connection()
    {
        await using var relay = await TestRelay.StartAsync();
        await using var link = new LinkUnderTest(relay);
        var session = await relay.OpenAsync();

        await session.SendAsync(new TokenRenewed("token-two"));
        await Wait.UntilAsync(() => link.Tokens.Contains("token-two"), "the token kept");
        relay.Token = "token-two";
        session.Abort();
        await link.Time.AdvanceUntilAsync(() => relay.Attempts == 2, Second);

        await relay.OpenAsync();
    }

    [Fact]
    public void Attempts_grow_apart_to_30_seconds_and_a_hello_resets_them()
    {
        var pause = new ReconnectPause(30);
        int[] most = [1, 2, 4, 8, 16, 30, 30];

        foreach (var seconds in most)
        {
            Assert.InRange(pause.Next().TotalSeconds, seconds * 0.5, seconds);
        }

        pause.Reset();
        Assert.InRange(pause.Next().TotalSeconds, 0.5, 1);
    }

    [Fact]
    public async Task Words_that_the_node_does_not_know_are_passed_over_and_the_others_heard()
    {
        await using var relay = await TestRelay.StartAsync();
        await using var link = new LinkUnderTest(relay);
        var session = await relay.OpenAsync();
        var run = $"\"{Job}/3#1\"";

        await session.SendTextAsync(
            $$"""{"messages":[{"type":"new_word","x":1},{"type":"job_cancel","run":{{run}},"reason":"r"}]}""");
        await session.SendTextAsync($$"""{"type":"job_cancel","run":{{run}},"reason":"alone"}""");
        await session.SendTextAsync("not json");

        await Wait.UntilAsync(() => link.Received.Count == 2, "both heard");
        Assert.Equal(["r", "alone"], link.Received.Select(m => Assert.IsType<JobCancel>(m).Reason));
        Assert.True(link.Link.IsConnected);
    }

    [Fact]
    public async Task A_node_that_stops_closes_in_good_order()
    {
        await using var relay = await TestRelay.StartAsync();
        var link = new LinkUnderTest(relay);
        var session = await relay.OpenAsync();

        await link.DisposeAsync();

        Assert.Equal(1000, await session.ReadCloseAsync());
    }
}
