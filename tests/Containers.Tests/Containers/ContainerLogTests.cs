using System.Buffers.Binary;
using Heliostat.Containers.Tests.Support;
using Heliostat.Node.Engines;
using Heliostat.Node.Engines.Containers;

namespace Heliostat.Containers.Tests.Containers;

/// <summary>What containers write, and how much of it anybody keeps.</summary>
public sealed class ContainerLogTests(EngineRoom room)
{
    private const int Wanted = 100_000;

    [Theory]
    [InlineData(nameof(EngineKind.Docker))]
    [InlineData(nameof(EngineKind.Podman))]
    public async Task A_flood_is_cut_for_the_reader_and_on_the_disk(string kind)
    {
        var engine = await room.EngineAsync(Enum.Parse<EngineKind>(kind));
        var order = Some.Script("yes 0123456789012345678901234567890123456789");
        var id = await engine.Client.Containers.CreateAsync(order);
        await engine.Client.Containers.StartAsync(id);

        await using (var followed = engine.Client.Containers.ReadLog(id, follow: true, Wanted))
        {
            // The flood never ends, but the reading does; who is overtaken by it gets less.
            Assert.InRange((await Some.TextAsync(followed)).Length, 0, Wanted);
            Assert.True(followed.IsCut);
        }

        await engine.Client.Containers.KillAsync(id);
        _ = await engine.Client.Containers.WaitAsync(id);
        await using var kept = engine.Client.Containers.ReadLog(id, follow: false, 100 << 20);
        var length = (await Some.TextAsync(kept)).Length;

        Assert.InRange(length, 0, order.LogBytesMax);
        Assert.False(kept.IsCut);
        Assert.True(await engine.Client.Containers.RemoveAsync(id));
    }

    [Fact]
    public async Task Both_streams_are_told_apart()
    {
        var engine = await room.EngineAsync(EngineKind.Docker);
        var id = await engine.Client.Containers.CreateAsync(Some.Script("echo out; echo err >&2"));
        await engine.Client.Containers.StartAsync(id);
        _ = await engine.Client.Containers.WaitAsync(id);

        await using var log = engine.Client.Containers.ReadLog(id, follow: true, Wanted);
        var pieces = new Dictionary<bool, byte[]>();
        while (await log.ReadAsync() is { } piece)
        {
            pieces.Add(piece.IsError, piece.Bytes.ToArray());
        }

        Assert.Equal("out\n"u8.ToArray(), pieces[false]);
        Assert.Equal("err\n"u8.ToArray(), pieces[true]);
        Assert.True(await engine.Client.Containers.RemoveAsync(id));
    }

    [Theory]
    [InlineData(nameof(EngineKind.Docker))]
    [InlineData(nameof(EngineKind.Podman))]
    public async Task Who_no_longer_wants_to_wait_is_let_go(string kind)
    {
        var engine = await room.EngineAsync(Enum.Parse<EngineKind>(kind));
        var id = await engine.Client.Containers.CreateAsync(Some.Script("sleep 600"));
        await engine.Client.Containers.StartAsync(id);
        using var stop = new CancellationTokenSource();
        await using var log = engine.Client.Containers.ReadLog(id, follow: true, Wanted, stop.Token);
        var reading = log.ReadAsync();
        var watching = new ContainerWatch(engine.Client.Containers, id)
            .EndAsync(TimeSpan.FromSeconds(600), stop.Token);

        await stop.CancelAsync();

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
        Assert.True((await engine.Client.Containers.InspectAsync(id)).IsRunning);
        Assert.True(await engine.Client.Containers.RemoveAsync(id));
    }

    [Fact]
    public async Task Frames_are_read_however_they_are_cut()
    {
        byte[] bytes = [.. Frame(1, "hello "), .. Frame(2, ""), .. Frame(1, "world")];
        await using var whole = Reader(bytes, Wanted);
        await using var cut = Reader(bytes, 8);
        await using var broken = Reader(bytes[..^1], Wanted);
        await using var lost = Reader([.. Frame(1, "hello"), .. Frame(3, "Error grabbing logs")], Wanted);
        await using var odd = Reader("not frames"u8.ToArray(), Wanted);

        Assert.Equal("hello world", await Some.TextAsync(whole));
        Assert.False(whole.IsCut);
        Assert.Equal("hello", await Some.TextAsync(lost));
        Assert.True(lost.IsCut);
        Assert.Equal("hello wo", await Some.TextAsync(cut));
        Assert.True(cut.IsCut);
        Assert.Equal(
            EngineCodes.Unreadable, (await Assert.ThrowsAsync<EngineException>(() => Some.TextAsync(broken))).Code);
        Assert.Equal(
            EngineCodes.Unreadable, (await Assert.ThrowsAsync<EngineException>(() => Some.TextAsync(odd))).Code);
    }

    private static byte[] Frame(byte stream, string text)
    {
        var header = new byte[8];
        header[0] = stream;
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), (uint)text.Length);
        return [.. header, .. System.Text.Encoding.UTF8.GetBytes(text)];
    }

    private static LogReader Reader(byte[] bytes, long bytesMax) =>
        new(_ => Task.FromResult<Stream>(new MemoryStream(bytes)), bytesMax, heart: null, CancellationToken.None);
}
