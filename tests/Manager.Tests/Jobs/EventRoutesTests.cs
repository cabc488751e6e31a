using System.Net.ServerSentEvents;
using System.Text.Json;
using Heliostat.Manager.Jobs;
using Heliostat.Manager.Tests.Support;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Tests.Jobs;

public sealed class EventRoutesTests : IAsyncLifetime
{
    private const int WaitSecondsMax = 20;

    private static readonly ContentHash Payload = CanonicalJson.Hash(JsonElement.Parse("""{"say":"hello"}"""));

    private LiveManager _manager = null!;
    private ApiClient _consumer = null!;
    private LiveNode _node = null!;

    public async ValueTask InitializeAsync()
    {
        _manager = await LiveManager.StartAsync();
        _consumer = await _manager.ConsumerAsync();
        _node = await LiveNode.RegisterAsync(await _manager.OperatorAsync());
        await _node.JoinAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _manager.DisposeAsync();
    }

    [Fact]
    public async Task A_follower_sees_each_unit_and_the_stream_ends_with_the_job()
    {
        var job = await _consumer.SubmitEchoAsync(3);
        var began = new TaskCompletionSource();
        var following = FollowToEndAsync(job, null, began);
        await began.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await DoAllAsync(3);
        var events = await following;
        Assert.Equal("job", events[0].EventType);
        Assert.Equal(
            [0, 1, 2],
            events.Where(e => e.Data.Unit is { Status: "ACCEPTED" }).Select(e => e.Data.Unit!.Unit).Distinct().Order());
        Assert.Equal(("job", "COMPLETED"), (events[^1].EventType, events[^1].Data.Job!.Status));
        Assert.All(events, e => Assert.Equal(e.Data.Sequence.ToString(), e.EventId));
    }

    [Fact]
    public async Task A_follower_that_comes_back_gets_what_it_missed_also_after_a_restart()
    {
        var job = await _consumer.SubmitEchoAsync(4);
        await DoAllAsync(2);
        var seen = await FirstAsync(job);
        await DoAllAsync(2);
        await _manager.RestartAsync();
        var events = await FollowToEndAsync(job, seen.EventId);
        var units = events.Where(e => e.Data.Unit is not null).Select(e => e.Data.Unit!.Unit).Distinct().Count();
        Assert.True(units >= 2, $"{units} units");
        Assert.DoesNotContain(events, e => e.EventType == "resync");
        Assert.Equal("COMPLETED", events[^1].Data.Job!.Status);
    }

    [Fact]
    public async Task A_follower_from_beyond_the_journal_is_told_to_read_the_job_again()
    {
        var job = await _consumer.SubmitEchoAsync();
        await DoAllAsync(1);
        var events = await FollowToEndAsync(job, "999999999");
        Assert.Equal("resync", events[0].EventType);
    }

    [Fact]
    public async Task Progress_of_a_live_run_is_passed_on_at_most_four_times_a_second()
    {
        var job = await _consumer.SubmitAsync(await Scenes.JobAsync(_consumer, "5"));
        var dispatch = await _node.HearAsync<JobDispatch>();
        var following = FirstAsync(job, "progress");
        var heard = await following.WaitForAsync(async () =>
            await _node.RemarkAsync(new JobProgress(dispatch.Run, 0, 500, "half way")));
        var progress = heard.Data.Progress!;
        Assert.Equal(
            (0, 5, 500, "half way"), (progress.Unit, progress.Frame, progress.Thousandths, progress.Text));
        Assert.Equal((0, null), (heard.Data.Sequence, heard.EventId == "" ? null : heard.EventId));
    }

    [Fact]
    public void A_client_that_reads_too_slowly_is_told_to_read_again()
    {
        var subscriber = new Subscriber<JobEvent>(next => NewsDigest.Resync(next.Sequence));
        for (var i = 1; i <= Subscriber<JobEvent>.EventsMax + 1; i++)
        {
            subscriber.Publish([new JobEvent(i, "unit", null, null, null)]);
        }

        var taken = subscriber.TakeAll();
        Assert.Equal(["resync", "unit"], taken.Select(e => e.Kind));
        Assert.Equal(Subscriber<JobEvent>.EventsMax + 1, taken[^1].Sequence);
    }

    private async Task DoAllAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var dispatch = await _node.HearAsync<JobDispatch>();
            var ack = await _node.ReportAsync(
                new JobResult(dispatch.Run, dispatch.Units.Single(), 1, Payload, null, null, null));
            Assert.Null(ack.Refused);
        }
    }

    private async Task<SseItem<JobEvent>> FirstAsync(JobResource job, string? kind = null)
    {
        await foreach (var item in StreamAsync(job, null))
        {
            if (kind is null || item.EventType == kind)
            {
                return item;
            }
        }

        throw new InvalidOperationException("The stream ended.");
    }

    private async Task<List<SseItem<JobEvent>>> FollowToEndAsync(
        JobResource job, string? last, TaskCompletionSource? began = null)
    {
        var events = new List<SseItem<JobEvent>>();
        await foreach (var item in StreamAsync(job, last))
        {
            began?.TrySetResult();
            events.Add(item);
        }

        return events;
    }

    private async IAsyncEnumerable<SseItem<JobEvent>> StreamAsync(JobResource job, string? last)
    {
        var target = $"/v1/jobs/{job.Uuid}/events";
        using var request = new HttpRequestMessage(HttpMethod.Get, _manager.Origin + target);
        foreach (var (name, value) in _consumer.Sign("GET", target, []).ToHeaders())
        {
            request.Headers.Add(name, value);
        }

        if (last is not null)
        {
            request.Headers.Add("Last-Event-ID", last);
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(WaitSecondsMax));
        using var answer = await _manager.Http.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        Assert.True(answer.IsSuccessStatusCode);
        await using var body = await answer.Content.ReadAsStreamAsync(limit.Token);
        var events = SseParser.Create(
            body, (_, data) => JsonSerializer.Deserialize(data, ApiJson.Default.JobEvent)!);
        await foreach (var item in events.EnumerateAsync(limit.Token))
        {
            yield return item;
        }
    }
}
