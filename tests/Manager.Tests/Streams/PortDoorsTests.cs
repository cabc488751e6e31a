using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Heliostat.Manager.Streams;
using Heliostat.Manager.Tests.Support;
using Heliostat.Manager.Vault;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Streams;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Tests.Streams;

public sealed class PortDoorsTests : IAsyncLifetime
{
    private const int WaitSecondsMax = 30;

    private LiveManager _manager = null!;
    private ApiClient _consumer = null!;
    private LiveNode _node = null!;

    public async ValueTask InitializeAsync()
    {
        // Ports that others have are passed over.
        var first = Random.Shared.Next(20_000, 30_000);
        _manager = await LiveManager.StartAsync(
            options => options with { StreamPorts = new PortRange(first, first + 50) });
        _consumer = await _manager.ConsumerAsync();
        _node = await LiveNode.RegisterAsync(await _manager.OperatorAsync());
        await _node.JoinAsync(DockerJobs.Facts);
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _manager.DisposeAsync();
    }

    [Fact]
    public async Task A_run_has_a_port_of_the_manager_for_each_of_its_own_while_it_runs()
    {
        var run = await _consumer.StartStreamedAsync(_node, [22, 8_888]);
        var urls = await UrlsAsync(run);
        Assert.Equal(["ssh", "8888"], urls.Select(url => url.Description));
        Assert.All(urls, url => Assert.Equal(("127.0.0.1", "tcp"), (url.Hostname, url.Protocol)));
        await EchoAsync(urls[0], run, 22);
        await EchoAsync(urls[1], run, 8_888);
        await _node.ReportAsync(new JobFailure(run, new("crashed", FaultSide.Node, "")));
        await Waits.UntilAsync(async () => await IsClosedAsync(urls[0].Port) && await IsClosedAsync(urls[1].Port));
        var shown = await _consumer.GetAsync($"/v1/job-runs/{run.ToUuid()}", ApiJson.Default.JobRunResource);
        Assert.Null(shown.NodeUrls);
    }

    [Fact]
    public async Task Ports_come_back_with_the_manager_and_are_given_back_with_their_job()
    {
        var first = await _consumer.StartStreamedAsync(_node, [22]);
        var second = await _consumer.StartStreamedAsync(_node, [22, 80]);
        var before = (await UrlsAsync(first)).Concat(await UrlsAsync(second)).ToList();
        await _manager.RestartAsync();
        await _node.JoinAsync(DockerJobs.Facts, [first, second]);
        Assert.Equal(before, (await UrlsAsync(first)).Concat(await UrlsAsync(second)));
        await EchoAsync(before[2], second, 80);
        using var answer = await _consumer.SendAsync("PUT", $"/v1/jobs/{second.Job}/cancel");
        await Waits.UntilAsync(() => IsClosedAsync(before[2].Port));
        await Waits.UntilAsync(() => Task.FromResult(
            _manager.Parts.Vault.List(VaultKinds.StreamPort) is [var only]
            && only.StartsWith($"{first.Job}/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Only_allowed_addresses_come_in_by_a_port()
    {
        var open = await _consumer.StartStreamedAsync(_node, [22], "203.0.113.0/24", "127.0.0.1");
        await EchoAsync((await UrlsAsync(open))[0], open, 22);
        var shut = await _consumer.StartStreamedAsync(_node, [22], "203.0.113.0/24", "nonsense");
        using var peer = new TcpClient();
        await ResetAsync(peer, peer.ConnectAsync(IPAddress.Loopback, (await UrlsAsync(shut))[0].Port, Limit()));
        Assert.Equal(0, _manager.Parts.Streams.Desk.Open.Count);
    }

    [Fact]
    public async Task A_connection_that_the_node_refuses_is_reset()
    {
        var run = await _consumer.StartStreamedAsync(_node, [22]);
        using var peer = new TcpClient();
        await peer.ConnectAsync(IPAddress.Loopback, (await UrlsAsync(run))[0].Port, Limit());
        var wanted = await _node.HearAsync<StreamWanted>();
        await _node.RemarkAsync(new StreamRefused(wanted.Stream, "port-closed", "Nothing answers there."));
        await ResetAsync(peer, default);
    }

    private static CancellationToken Limit() =>
        new CancellationTokenSource(TimeSpan.FromSeconds(WaitSecondsMax)).Token;

    // Where there was no listener the connecting would be refused instead.
    private static async Task ResetAsync(TcpClient peer, ValueTask connecting)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await connecting;
            await peer.GetStream().ReadExactlyAsync(new byte[1]);
        });
        Assert.Equal(SocketError.ConnectionReset, ((SocketException)error.GetBaseException()).SocketErrorCode);
    }

    private static async Task<bool> IsClosedAsync(int port)
    {
        using var peer = new TcpClient();
        try
        {
            await peer.ConnectAsync(IPAddress.Loopback, port, Limit());
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private async Task<IReadOnlyList<NodeUrl>> UrlsAsync(RunId run)
    {
        IReadOnlyList<NodeUrl>? urls = null;
        await Waits.UntilAsync(async () =>
        {
            var shown = await _consumer.GetAsync($"/v1/job-runs/{run.ToUuid()}", ApiJson.Default.JobRunResource);
            urls = shown.NodeUrls;
            Assert.True(urls is null || shown.ContainerAccessTokens is { Count: 1 });
            return urls is not null;
        });
        return urls!;
    }

    private async Task EchoAsync(NodeUrl url, RunId run, int port)
    {
        using var peer = new TcpClient();
        await peer.ConnectAsync(IPAddress.Loopback, url.Port, Limit());
        var wanted = await _node.HearAsync<StreamWanted>();
        Assert.Equal((run, port), (wanted.Run, wanted.Port));
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {_node.Token}");
        var origin = _manager.Origin.Replace("http", "ws", StringComparison.Ordinal);
        await socket.ConnectAsync(new Uri($"{origin}{StreamWords.RelayPath}/{wanted.Stream}"), Limit());
        await using var mine = new ByteSocket(socket);
        var stream = peer.GetStream();
        await stream.WriteAsync("ping"u8.ToArray());
        peer.Client.Shutdown(SocketShutdown.Send);
        using var heard = new MemoryStream();
        await mine.CopyToAsync(heard);
        await mine.WriteAsync(heard.ToArray());
        await mine.EndWritesAsync();
        var echoed = new byte[5];
        Assert.Equal(4, await stream.ReadAtLeastAsync(echoed, 5, throwOnEndOfStream: false));
        Assert.Equal("ping"u8, echoed.AsSpan(0, 4));
    }
}
