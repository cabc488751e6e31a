using System.Diagnostics;
using Heliostat.Manager.Blobs;
using Heliostat.Manager.Tests.Loop;
using Heliostat.Manager.Tests.Support;
using Heliostat.Protocol.Values;
using Heliostat.Storage;

namespace Heliostat.Manager.Tests.Blobs;

public sealed class BandwidthCapsTests
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 30_000).Select(i => (byte)(i % 251))];

    [Fact]
    public void Streams_of_one_rate_wait_for_one_another_and_time_makes_room()
    {
        var time = new ManualTime();
        var rate = new SharedRate(1_000, time);
        Assert.Equal(250, rate.PieceBytesMax);
        Assert.Equal(TimeSpan.Zero, rate.Count(500));
        Assert.Equal(TimeSpan.FromSeconds(0.5), rate.Count(1_000));
        Assert.Equal(TimeSpan.FromSeconds(1.5), rate.Count(1));
        time.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal(TimeSpan.Zero, rate.Count(1_000));
        Assert.Equal(TimeSpan.FromSeconds(1), rate.Count(1));
    }

    [Fact]
    public void Without_a_cap_a_stream_is_left_as_it_is()
    {
        using var content = new MemoryStream();
        Assert.Same(content, BandwidthCaps.None.Upload(default, content));
        Assert.Same(content, BandwidthCaps.None.Download(default, content));
    }

    [Fact]
    public async Task What_is_capped_comes_whole_and_no_faster()
    {
        await using var manager = await LiveManager.StartAsync(options => options with
        {
            UploadBytesPerSecond = 20_000,
            DownloadBytesPerSecond = 20_000,
        });
        var key = new BlobKey((await manager.ConsumerAsync()).Account, ContentHash.Of(Bytes));
        var began = Stopwatch.GetTimestamp();
        using var put = await manager.Http.PutAsync(
            manager.Parts.Urls.Put(key, Bytes.Length), new ByteArrayContent(Bytes));
        Assert.True(put.IsSuccessStatusCode, $"{put.StatusCode}");
        Assert.True(Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(1), "The upload was not held back.");

        began = Stopwatch.GetTimestamp();
        Assert.Equal(Bytes, await manager.Http.GetByteArrayAsync(manager.Parts.Urls.Get(key, Bytes.Length)));
        Assert.True(Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(1), "The download was not held back.");
        using var part = new HttpRequestMessage(HttpMethod.Get, manager.Parts.Urls.Get(key, Bytes.Length));
        part.Headers.Range = new(29_000, null);
        using var end = await manager.Http.SendAsync(part);
        Assert.Equal(Bytes[29_000..], await end.Content.ReadAsByteArrayAsync());
    }
}
