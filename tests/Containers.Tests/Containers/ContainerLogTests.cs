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
        var order = Some.Script("yes 0123456789012345678901234567890123456789 | head -c 20000000");
        var id = await engine.Client.Containers.CreateAsync(order);
        await engine.Client.Containers.StartAsync(id);

        await using (var followed = await engine.Client.Containers.OpenLogAsync(id, follow: true, Wanted))
        {
            Assert.Equal(Wanted, (await Some.TextAsync(followed)).Length);
            Assert.True(followed.IsCut);
        }

        var end = await new ContainerWatch(engine.Client.Containers, id).EndAsync(TimeSpan.FromSeconds(120));
        await using var kept = await engine.Client.Containers.OpenLogAsync(id, follow: false, 100 << 20);
        var length = (await Some.TextAsync(kept)).Length;

        Assert.True(end.IsSuccess, $"{end}");
        Assert.InRange(length, 1, order.LogBytesMax);
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

        await using var log = await engine.Client.Containers.OpenLogAsync(id, follow: true, Wanted);
        var pieces = new Dictionary<bool, byte[]>();
        while (await log.ReadAsync() is { } piece)
        {
            pieces.Add(piece.IsError, piece.Bytes.ToArray());
        }

        Assert.Equal("out\n"u8.ToArray(), pieces[false]);
        Assert.Equal("err\n"u8.ToArray(), pieces[true]);
        Assert.True(await engine.Client.Containers.RemoveAsync(id));
    }

    [Fact]
    public async Task Frames_are_read_however_they_are_cut()
    {
        var bytes = new List<byte>();
        foreach (var (stream, text) in new[] { (1, "hello "), (2, ""), (1, "world") })
        {
            var header = new byte[8];
            header[0] = (byte)stream;
            BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), (uint)text.Length);
            bytes.AddRange([.. header, .. System.Text.Encoding.UTF8.GetBytes(text)]);
        }

        await using var whole = new LogReader(new MemoryStream([.. bytes]), Wanted, null, default);
        await using var cut = new LogReader(new MemoryStream([.. bytes]), 8, null, default);
        await using var broken = new LogReader(new MemoryStream([.. bytes[..^1]]), Wanted, null, default);
        await using var odd = new LogReader(new MemoryStream("not frames"u8.ToArray()), Wanted, null, default);

        Assert.Equal("hello world", await Some.TextAsync(whole));
        Assert.False(whole.IsCut);
        Assert.Equal("hello wo", await Some.TextAsync(cut));
        Assert.True(cut.IsCut);
        Assert.Equal(
            EngineCodes.Unreadable, (await Assert.ThrowsAsync<EngineException>(() => Some.TextAsync(broken))).Code);
        Assert.Equal(
            EngineCodes.Unreadable, (await Assert.ThrowsAsync<EngineException>(() => Some.TextAsync(odd))).Code);
    }
}
