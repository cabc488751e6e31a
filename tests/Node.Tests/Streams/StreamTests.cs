using System.Net.Sockets;
using System.Security.Cryptography;
using Heliostat.Client;
using Heliostat.Client.Streams;
using Heliostat.Manager.Streams;
using Heliostat.Protocol.Streams;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Tests.Streams;

public sealed class StreamTests
{
    private const int Port = 7_000;
    private const int Megabyte = 1 << 20;

    [Fact]
    public async Task Bytes_go_to_a_container_and_back()
    {
        await using var server = ContainerServer.Echo();
        await using var life = await StreamLife.StartAsync(server);
        var run = await life.SubmitAsync(Port);
        await using var stream = await OpenAsync(life, run);
        for (var i = 0; i < 10; i++)
        {
            var said = RandomNumberGenerator.GetBytes(100_000);
            await stream.WriteAsync(said);
            var heard = new byte[said.Length];
            await stream.ReadExactlyAsync(heard);
            Assert.Equal(said, heard);
        }

        Assert.Equal(1, life.Parts.Streams.Desk.Open.Count);
        Assert.Equal((1_000_000, 1_000_000), (Figures(life).BytesToNodes, Figures(life).BytesFromNodes));
    }

    [Fact]
    public async Task One_direction_ends_and_the_other_goes_on()
    {
        await using var server = ContainerServer.Start(async stream =>
        {
            // Only once everything came is anything said.
            var hash = await SHA256.HashDataAsync(stream);
            await stream.WriteAsync(hash);
            stream.Socket.Shutdown(SocketShutdown.Send);
        });
        await using var life = await StreamLife.StartAsync(server);
        var run = await life.SubmitAsync(Port);
        await using var stream = await OpenAsync(life, run);
        var said = RandomNumberGenerator.GetBytes(3 * Megabyte);
        await stream.WriteAsync(said);
        await stream.EndWritesAsync();
        using var heard = new MemoryStream();
        await stream.CopyToAsync(heard);
        Assert.Equal(SHA256.HashData(said), heard.ToArray());
        await stream.DisposeAsync();
        await StreamLife.UntilAsync(() => Task.FromResult(life.Parts.Streams.Desk.Open.Count == 0));
    }

    [Fact]
    public async Task A_slow_reader_blocks_its_writer_and_fills_no_memory()
    {
        var piece = RandomNumberGenerator.GetBytes(64 * 1024);
        var sent = 0L;
        await using var server = ContainerServer.Start(async stream =>
        {
            while (Interlocked.Read(ref sent) < 100 * Megabyte)
            {
                await stream.WriteAsync(piece);
                Interlocked.Add(ref sent, piece.Length);
            }
        });
        await using var life = await StreamLife.StartAsync(server);
        var run = await life.SubmitAsync(Port);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await using var stream = await OpenAsync(life, run);
        await StandsStillAsync(() => Interlocked.Read(ref sent));

        // What the kernel's own buffers take is not ours; all that is more than that would be in our memory.
        Assert.InRange(Interlocked.Read(ref sent), 1, 50 * Megabyte);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 8 * Megabyte);
        var heard = new byte[piece.Length];
        for (var read = 0; read < 100 * Megabyte; read += piece.Length)
        {
            await stream.ReadExactlyAsync(heard);
            Assert.True(heard.AsSpan().SequenceEqual(piece));
        }

        Assert.Equal(0, await stream.ReadAsync(heard));
    }

    [Fact]
    public async Task Many_streams_go_at_once_up_to_the_cap_of_their_job()
    {
        await using var server = ContainerServer.Echo();
        await using var life = await StreamLife.StartAsync(server);
        var run = await life.SubmitAsync(Port);
        var streams = await Task.WhenAll(
            Enumerable.Range(0, StreamLimits.PerJobMax).Select(_ => OpenAsync(life, run)));
        var refused = await Assert.ThrowsAsync<HeliostatException>(() => OpenAsync(life, run));
        Assert.Equal("job-streams-too-many", refused.Code);
        await Task.WhenAll(streams.Select(async (stream, i) =>
        {
            var said = new byte[200_000];
            said.AsSpan().Fill((byte)i);
            var writing = stream.WriteAsync(said).AsTask();
            var heard = new byte[said.Length];
            await stream.ReadExactlyAsync(heard);
            await writing;
            Assert.Equal(said, heard);
        }));
        Array.ForEach(streams, stream => stream.Dispose());
        await StreamLife.UntilAsync(() => Task.FromResult(life.Parts.Streams.Desk.Open.Count == 0));
        await using var again = await OpenAsync(life, run);
    }

    [Fact]
    public async Task A_lost_node_ends_its_streams_on_both_sides()
    {
        await using var server = ContainerServer.Echo();
        await using var life = await StreamLife.StartAsync(server);
        var run = await life.SubmitAsync(Port);
        await using var stream = await EchoedAsync(life, run);
        life.Parts.Connections.Find(life.Node)!.Close(
            System.Net.WebSockets.WebSocketCloseStatus.PolicyViolation, "The test ends it.");
        await Assert.ThrowsAsync<IOException>(async () => await stream.ReadExactlyAsync(new byte[1]));
        await StreamLife.UntilAsync(() => Task.FromResult(server.Ended == 1));

        // The run goes on, and so its ports can be reached again once the node is back.
        await StreamLife.UntilAsync(() => life.Parts.Loop.AskAsync(
            network => network.Nodes.Find(life.Node)!.Session is { } session
                && life.Parts.Connections.Find(life.Node)?.Session == session));
        await using var again = await EchoedAsync(life, run);
    }

    [Fact]
    public async Task The_end_of_a_run_ends_its_streams_on_both_sides()
    {
        await using var server = ContainerServer.Echo();
        await using var life = await StreamLife.StartAsync(server);
        var run = await life.SubmitAsync(Port);
        await using var stream = await EchoedAsync(life, run);
        await life.Consumer.Jobs.CancelAsync(run.Job.Value, null, CancellationToken.None);
        await Assert.ThrowsAsync<IOException>(async () => await stream.ReadExactlyAsync(new byte[1]));
        await StreamLife.UntilAsync(() => Task.FromResult(server.Ended == 1));
        var refused = await Assert.ThrowsAsync<HeliostatException>(() => OpenAsync(life, run));
        Assert.Equal("run-not-live", refused.Code);
    }

    [Fact]
    public async Task A_port_that_is_not_listed_or_not_open_is_refused()
    {
        await using var server = ContainerServer.Echo();
        await using var life = await StreamLife.StartAsync(server);
        var run = await life.SubmitAsync(Port);
        var unknown = await Assert.ThrowsAsync<HeliostatException>(() => OpenAsync(life, run, 9));
        Assert.Equal(("port-unknown", 404), (unknown.Code, unknown.Status));
        var closed = await Assert.ThrowsAsync<HeliostatException>(() => OpenAsync(life, run, 22));
        Assert.Equal(("port-closed", 502), (closed.Code, closed.Status));
        var stranger = await Assert.ThrowsAsync<HeliostatException>(
            () => life.Consumer.Streams.OpenAsync(Guid.NewGuid(), Port, null, CancellationToken.None));
        Assert.Equal("job-unknown", stranger.Code);
        Assert.Equal(0, life.Parts.Streams.Desk.Open.Count);
    }

    [Fact]
    public async Task A_forwarded_port_carries_many_connections_and_closes_cleanly()
    {
        await using var server = ContainerServer.Echo();
        await using var life = await StreamLife.StartAsync(server);
        var run = await life.SubmitAsync(Port);
        var forward = PortForward.Start(0, stop => life.Consumer.Streams.OpenAsync(
            run.Job.Value, Port, null, stop), error => Assert.Fail(error.Message));
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async i =>
        {
            using var local = new TcpClient();
            await local.ConnectAsync("127.0.0.1", forward.LocalPort);
            var said = RandomNumberGenerator.GetBytes(10_000 + i);
            var stream = local.GetStream();
            await stream.WriteAsync(said);
            local.Client.Shutdown(SocketShutdown.Send);
            using var heard = new MemoryStream();
            await stream.CopyToAsync(heard);
            Assert.Equal(said, heard.ToArray());
        }));
        await forward.DisposeAsync();
        using var late = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => late.ConnectAsync("127.0.0.1", forward.LocalPort));
    }

    internal static Task<ByteSocket> OpenAsync(StreamLife life, RunId run, int port = Port) =>
        life.Consumer.Streams.OpenAsync(run.Job.Value, port, null, CancellationToken.None);

    private static async Task<ByteSocket> EchoedAsync(StreamLife life, RunId run)
    {
        var stream = await OpenAsync(life, run);
        await stream.WriteAsync("hello"u8.ToArray());
        await stream.ReadExactlyAsync(new byte[5]);
        return stream;
    }

    private static OpenTunnels Figures(StreamLife life) => life.Parts.Streams.Desk.Open;

    // Slow is not still: only what does not move for many looks in a row is blocked.
    private static async Task StandsStillAsync(Func<long> figure)
    {
        const int Looks = 25;
        var (last, same) = (0L, 0);
        for (var i = 0; same < Looks; i++)
        {
            Assert.True(i < 1_000, "It never stands still.");
            await Task.Delay(40);
            var now = figure();
            same = now == last && now > 0 ? same + 1 : 0;
            last = now;
        }
    }
}
