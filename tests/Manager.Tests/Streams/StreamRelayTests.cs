using System.Net;
using System.Net.WebSockets;
using System.Text;
using Heliostat.Core;
using Heliostat.Manager.Streams;
using Heliostat.Manager.Tests.Support;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Streams;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Tests.Streams;

public sealed class StreamRelayTests : IAsyncLifetime
{
    private const int Port = 22;
    private const int WaitSecondsMax = 30;

    private LiveManager _manager = null!;
    private ApiClient _consumer = null!;
    private LiveNode _node = null!;
    private RunId _run;

    public async ValueTask InitializeAsync()
    {
        _manager = await LiveManager.StartAsync();
        _consumer = await _manager.ConsumerAsync();
        _node = await LiveNode.RegisterAsync(await _manager.OperatorAsync());
        await _node.JoinAsync(DockerJobs.Facts);
        _run = await _consumer.StartStreamedAsync(_node, [Port]);
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _manager.DisposeAsync();
    }

    [Fact]
    public async Task A_node_brings_the_stream_that_it_was_asked_for_once()
    {
        var opening = OpenAsync();
        var wanted = await _node.HearAsync<StreamWanted>();
        Assert.Equal((_run, Port), (wanted.Run, wanted.Port));
        await using var mine = await DialAsync(wanted.Stream, _node.Token);
        var (tunnel, refused) = await opening;
        Assert.Null(refused);
        await mine.WriteAsync("from the container"u8.ToArray());
        var heard = new byte[18];
        await tunnel!.ReadExactlyAsync(heard);
        Assert.Equal("from the container", Encoding.ASCII.GetString(heard));
        Assert.Equal(HttpStatusCode.NotFound, await RefusedAsync(wanted.Stream, _node.Token));

        // The second try took nothing from the first.
        await tunnel.WriteAsync("!"u8.ToArray());
        await mine.ReadExactlyAsync(new byte[1]);
        await tunnel.DisposeAsync();
    }

    [Fact]
    public async Task Only_the_token_of_the_runs_node_opens_its_stream()
    {
        await using var other = await LiveNode.RegisterAsync(await _manager.OperatorAsync(), "n2");
        var opening = OpenAsync();
        var wanted = await _node.HearAsync<StreamWanted>();
        Assert.Equal(HttpStatusCode.Unauthorized, await RefusedAsync(wanted.Stream, other.Token));
        Assert.Equal(HttpStatusCode.Unauthorized, await RefusedAsync(wanted.Stream, "nonsense"));
        Assert.Equal(HttpStatusCode.Unauthorized, await RefusedAsync(wanted.Stream, null));
        Assert.Equal(HttpStatusCode.NotFound, await RefusedAsync(Guid.NewGuid(), _node.Token));
        Assert.False(opening.IsCompleted);
        await using var mine = await DialAsync(wanted.Stream, _node.Token);
        await (await opening).Tunnel!.DisposeAsync();
    }

    [Fact]
    public async Task A_stream_that_comes_when_nobody_waits_any_more_is_not_taken()
    {
        using var patience = new CancellationTokenSource();
        var opening = OpenAsync(patience.Token);
        var wanted = await _node.HearAsync<StreamWanted>();
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
        Assert.Equal(HttpStatusCode.NotFound, await RefusedAsync(wanted.Stream, _node.Token));
        Assert.Equal(0, _manager.Parts.Streams.Desk.Open.Count);
    }

    [Fact]
    public async Task What_a_node_says_against_a_stream_is_told_and_what_another_says_is_not()
    {
        await using var other = await LiveNode.RegisterAsync(await _manager.OperatorAsync(), "n2");
        await other.JoinAsync(LiveNode.Facts with { Capabilities = [] });
        var opening = OpenAsync();
        var wanted = await _node.HearAsync<StreamWanted>();
        await other.RemarkAsync(new StreamRefused(wanted.Stream, "port-closed", "Not mine."));
        await other.RemarkAsync(new HeartbeatPing());
        await other.HearAsync<HeartbeatPong>();
        Assert.False(opening.IsCompleted);
        await _node.RemarkAsync(new StreamRefused(wanted.Stream, "port-closed", "Nothing answers there."));
        Assert.Equal(new Refusal("port-closed", "Nothing answers there."), (await opening).Refused);

        // What is no code and no sentence is not passed on.
        opening = OpenAsync();
        wanted = await _node.HearAsync<StreamWanted>();
        await _node.RemarkAsync(new StreamRefused(wanted.Stream, "<script>", new string('x', 5_000) + "\n"));
        Assert.Equal("stream-refused", (await opening).Refused!.Code);
    }

    [Fact]
    public async Task Garbage_on_a_stream_breaks_that_stream_and_no_other()
    {
        var (wanted, tunnel, good) = await OpenedAsync();
        using var socket = new ClientWebSocket();
        var opening = OpenAsync();
        var second = await _node.HearAsync<StreamWanted>();
        Assert.NotEqual(wanted.Stream, second.Stream);
        await ConnectAsync(socket, second.Stream, _node.Token);
        var hostile = (await opening).Tunnel!;
        await socket.SendAsync("text"u8.ToArray(), WebSocketMessageType.Text, true, Limit());
        await Assert.ThrowsAsync<IOException>(async () => await hostile.ReadExactlyAsync(new byte[1]));
        await hostile.DisposeAsync();
        await good.WriteAsync("still here"u8.ToArray());
        await tunnel.ReadExactlyAsync(new byte[10]);
        await tunnel.DisposeAsync();
        await good.DisposeAsync();
    }

    [Fact]
    public async Task Headers_that_are_too_large_and_requests_without_websocket_are_refused()
    {
        var opening = OpenAsync();
        var wanted = await _node.HearAsync<StreamWanted>();
        Assert.Equal(
            HttpStatusCode.RequestHeaderFieldsTooLarge,
            await RefusedAsync(wanted.Stream, _node.Token + new string('x', 100_000)));
        using var plain = await _manager.Http.GetAsync(new Uri($"{_manager.Origin}{PathOf(wanted.Stream)}"));
        Assert.Equal(HttpStatusCode.UpgradeRequired, plain.StatusCode);
        await using var mine = await DialAsync(wanted.Stream, _node.Token);
        await (await opening).Tunnel!.DisposeAsync();
    }

    [Fact]
    public async Task A_run_that_is_over_or_whose_node_is_away_has_no_streams()
    {
        var (_, tunnel, mine) = await OpenedAsync();
        await _node.ReportAsync(new JobFailure(_run, new("crashed", Protocol.Jobs.FaultSide.Node, "")));
        await Assert.ThrowsAsync<IOException>(async () => await tunnel.ReadExactlyAsync(new byte[1]));
        await Assert.ThrowsAsync<IOException>(async () => await mine.ReadExactlyAsync(new byte[1]));
        Assert.Equal("run-ended", tunnel.WhyEnded!.Code);
        Assert.Equal("run-not-live", (await OpenAsync()).Refused!.Code);
        await tunnel.DisposeAsync();
        await mine.DisposeAsync();
    }

    [Fact]
    public async Task While_its_node_is_away_a_live_run_has_no_streams()
    {
        await _node.LeaveAsync();
        await Waits.UntilAsync(() => Task.FromResult(_manager.Parts.Connections.Find(_node.Id) is null));
        Assert.Equal("node-away", (await OpenAsync()).Refused!.Code);
    }

    [Fact]
    public async Task A_stream_that_nobody_wants_is_a_problem_with_a_code()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _manager.Origin + PathOf(Guid.NewGuid()));
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.Add(new("websocket"));
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", Convert.ToBase64String(new byte[16]));
        request.Headers.Authorization = new("Bearer", _node.Token);
        using var answer = await _manager.Http.SendAsync(request);
        await ApiClient.RefusedAsync(answer, HttpStatusCode.NotFound, "stream-unknown");
    }

    [Fact]
    public async Task The_figures_count_streams_and_bytes()
    {
        var (_, tunnel, mine) = await OpenedAsync();
        await tunnel.WriteAsync(new byte[1_000]);
        await mine.ReadExactlyAsync(new byte[1_000]);
        var text = await _manager.Http.GetStringAsync(new Uri($"{_manager.Origin}/metrics"));
        Assert.Contains("heliostat_streams_open 1\n", text, StringComparison.Ordinal);
        Assert.Contains("heliostat_streams_opened_total 1\n", text, StringComparison.Ordinal);
        Assert.Contains("heliostat_stream_bytes_to_containers_total 1000\n", text, StringComparison.Ordinal);
        await tunnel.DisposeAsync();
        await mine.DisposeAsync();
    }

    private static string PathOf(Guid stream) => $"{StreamWords.RelayPath}/{stream}";

    private static CancellationToken Limit() =>
        new CancellationTokenSource(TimeSpan.FromSeconds(WaitSecondsMax)).Token;

    private Task<(Tunnel? Tunnel, Refusal? Refused)> OpenAsync(CancellationToken cancellation = default) =>
        _manager.Parts.Streams.Desk.OpenAsync(_consumer.AimAt(_run, Port), cancellation);

    private async Task<(StreamWanted Wanted, Tunnel Tunnel, ByteSocket Mine)> OpenedAsync()
    {
        var opening = OpenAsync();
        var wanted = await _node.HearAsync<StreamWanted>();
        var mine = await DialAsync(wanted.Stream, _node.Token);
        return (wanted, (await opening).Tunnel!, mine);
    }

    private async Task<ByteSocket> DialAsync(Guid stream, string token)
    {
        var socket = new ClientWebSocket();
        await ConnectAsync(socket, stream, token);
        return new ByteSocket(socket);
    }

    private async Task<HttpStatusCode> RefusedAsync(Guid stream, string? token)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(socket, stream, token));
        return socket.HttpStatusCode;
    }

    private Task ConnectAsync(ClientWebSocket socket, Guid stream, string? token)
    {
        if (token is not null)
        {
            socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        }

        var origin = _manager.Origin.Replace("http", "ws", StringComparison.Ordinal);
        return socket.ConnectAsync(new Uri(origin + PathOf(stream)), Limit());
    }
}
