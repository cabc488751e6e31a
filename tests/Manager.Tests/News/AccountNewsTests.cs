using System.Net.ServerSentEvents;
using System.Text.Json;
using Heliostat.Core;
using Heliostat.Core.Jobs;
using Heliostat.Core.Tasks;
using Heliostat.Manager.News;
using Heliostat.Manager.Tests.Support;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;
using Heliostat.Protocol.Webhooks;

namespace Heliostat.Manager.Tests.News;

/// <summary>What accounts are told of, by webhooks and by the stream of their own.</summary>
public sealed class AccountNewsTests : IAsyncLifetime
{
    private const int WaitSecondsMax = 60;

    private static readonly ContentHash Payload = CanonicalJson.Hash(JsonElement.Parse("""{"say":"hello"}"""));

    private LiveManager _manager = null!;
    private ApiClient _consumer = null!;
    private LiveNode _node = null!;
    private WebhookReceiver _receiver = null!;

    public async ValueTask InitializeAsync()
    {
        _manager = await LiveManager.StartAsync(options => options with { LoopbackWebhooks = true });
        _consumer = await _manager.ConsumerAsync();
        _node = await LiveNode.RegisterAsync(await _manager.OperatorAsync());
        await _node.JoinAsync();
        _receiver = await WebhookReceiver.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        await _node.DisposeAsync();
        await _manager.DisposeAsync();
    }

    [Fact]
    public async Task The_units_and_the_end_of_a_job_arrive_signed_and_in_order_and_its_units_together()
    {
        var webhook = await AddAsync(_consumer);
        var job = await _consumer.SubmitEchoAsync(3);
        await DoAllAsync(3);
        await _receiver.UntilAsync(NewsTypes.JobCompleted);

        var told = _receiver.Taken;
        Assert.All(told, post => Assert.True(post.IsSignedWith(webhook.Secret)));
        Assert.All(told, post => Assert.Equal(job.Uuid, post.News.Data.Job!.Uuid));
        Assert.Equal([0, 1, 2], UnitsOf(told).Order());
        Assert.All(told.SkipLast(1), post => Assert.Equal(NewsTypes.UnitsAccepted, post.News.Type));
        var end = told[^1].News;
        Assert.Equal((NewsTypes.JobCompleted, "COMPLETED"), (end.Type, end.Data.Job!.Status));
        Assert.Equal((3, 3), (end.Data.Job.UnitsTotal, end.Data.Job.UnitsAccepted));
        Assert.Equal(told.Select(post => post.News.Sequence).Order(), told.Select(post => post.News.Sequence));

        var metrics = await _manager.Http.GetStringAsync(_manager.Origin + "/metrics");
        Assert.Contains($"heliostat_webhook_delivered_total {told.Count}\n", metrics, StringComparison.Ordinal);
        Assert.Contains("heliostat_webhook_pending 0\n", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_gets_the_types_that_it_is_for_and_no_other_account_hears_of_them()
    {
        await using var others = await WebhookReceiver.StartAsync();
        var other = await _manager.ConsumerAsync();
        await AddAsync(_consumer, NewsTypes.JobCancelled);
        await AddAsync(other, others.Url, []);
        var job = await _consumer.SubmitEchoAsync(2);
        await DoAllAsync(1);
        using var cancelled = await _consumer.SendAsync("PUT", $"/v1/jobs/{job.Uuid}/cancel", "{}"u8.ToArray());
        Assert.True(cancelled.IsSuccessStatusCode);
        await _receiver.UntilAsync(NewsTypes.JobCancelled);

        var post = Assert.Single(_receiver.Taken);
        Assert.Equal(("CANCELLED", 2), (post.News.Data.Job!.Status, post.News.Data.Job.UnitsTotal));
        Assert.Empty(others.Posts);
    }

    [Fact]
    public async Task What_happened_just_before_a_restart_is_told_once_after_it()
    {
        await AddAsync(_consumer);
        var job = await _consumer.SubmitEchoAsync(4);
        await DoAllAsync(2);
        await _receiver.UntilTakenAsync(1);
        await DoAllAsync(2);

        // It is gathered for a second before it is told, so the manager stops with news that is in the journal only.
        await _manager.RestartAsync();
        await _receiver.UntilAsync(NewsTypes.JobCompleted);
        Assert.Equal([0, 1, 2, 3], UnitsOf(_receiver.Taken).Order());
        Assert.Single(_receiver.Taken, post => post.News.Type == NewsTypes.JobCompleted);
        Assert.Equal(_receiver.Posts.Count, _receiver.Posts.Select(post => post.Id).Distinct().Count());
        Assert.All(_receiver.Taken, post => Assert.Equal(job.Uuid, post.News.Data.Job!.Uuid));
    }

    [Fact]
    public async Task What_failed_before_a_restart_is_posted_after_it_under_the_same_id()
    {
        await AddAsync(_consumer);
        _receiver.Status = 503;
        await _consumer.SubmitEchoAsync();
        await DoAllAsync(1);
        await Waits.UntilAsync(() => Task.FromResult(_receiver.Posts.Count > 0));
        await Waits.UntilAsync(async () => (await ListAsync())[0].Status == "FAILING");
        var failing = (await ListAsync())[0];
        Assert.Equal("the receiver answered 503", failing.StatusReason);
        Assert.NotNull(failing.NextAttemptAt);
        await _manager.RestartAsync();

        _receiver.Status = 200;
        await _receiver.UntilAsync(NewsTypes.JobCompleted);
        Assert.Equal(_receiver.Posts[0].Id, _receiver.Taken[0].Id);
        Assert.Equal(_receiver.Posts[0].Body, _receiver.Taken[0].Body);
        await Waits.UntilAsync(async () => (await ListAsync())[0] is { Status: "ACTIVE", Pending: 0 });
    }

    [Fact]
    public async Task A_webhook_that_its_receiver_wants_no_more_is_disabled_until_it_is_enabled()
    {
        var webhook = await AddAsync(_consumer);
        _receiver.Status = 410;
        await _consumer.SubmitEchoAsync();
        await DoAllAsync(1);
        await Waits.UntilAsync(async () => (await ListAsync())[0] is { Status: "DISABLED", Pending: 0 });
        var disabled = (await ListAsync())[0];
        Assert.Contains("410", disabled.StatusReason!, StringComparison.Ordinal);
        await _consumer.SubmitEchoAsync();
        await DoAllAsync(1);
        await _manager.RestartAsync();

        _receiver.Status = 204;
        using var enabled = await _consumer.SendAsync("PUT", $"/v1/webhooks/{webhook.Webhook.Uuid}/enable");
        Assert.Equal("ACTIVE", (await ApiClient.ReadAsync(enabled, ApiJson.Default.WebhookResource)).Status);
        await _node.JoinAsync();
        var job = await _consumer.SubmitEchoAsync();
        await DoAllAsync(1);
        await _receiver.UntilAsync(NewsTypes.JobCompleted);
        Assert.All(_receiver.Taken, post => Assert.Equal(job.Uuid, post.News.Data.Job!.Uuid));
    }

    [Fact]
    public async Task Every_quota_that_comes_near_is_told_once_by_webhook_and_stream()
    {
        await AddAsync(_consumer, NewsTypes.QuotaNeared);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(WaitSecondsMax));
        await using var stream = StreamAsync(null, stop.Token).GetAsyncEnumerator(stop.Token);
        var first = stream.MoveNextAsync().AsTask();
        await Waits.UntilAsync(() => Task.FromResult(!_manager.Parts.AccountNews.Feeds.IsEmpty));
        using var set = await _manager.Owner.SendAsync(
            "PUT", $"/v1/accounts/{_consumer.Account}/quota",
            """{"jobs":1,"tasks":5,"bytes":100}"""u8.ToArray());
        Assert.True(set.IsSuccessStatusCode);
        await _consumer.SubmitEchoAsync(4);
        await _consumer.UploadAsync(new byte[80]);
        await _receiver.UntilTakenAsync(3);

        NewsQuota[] expected = [new("jobs", 1, 1), new("tasks", 4, 5), new("bytes", 80, 100)];
        Assert.Equal(expected, _receiver.Taken.Select(post => post.News.Data.Quota!));
        var streamed = new List<NewsQuota>();
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(i == 0 ? await first : await stream.MoveNextAsync());
            Assert.Equal(
                (NewsTypes.QuotaNeared, $"{stream.Current.Data.Sequence}"),
                (stream.Current.EventType, stream.Current.EventId));
            streamed.Add(stream.Current.Data.Data.Quota!);
        }

        Assert.Equal(expected, streamed);
        var usage = await _consumer.GetAsync("/v1/account", ApiJson.Default.AccountUsage);
        Assert.Equal(["jobs", "tasks", "bytes"], usage.Near);
    }

    [Fact]
    public async Task A_follower_that_comes_back_gets_what_it_missed()
    {
        var job = await _consumer.SubmitEchoAsync(2);
        var before = _manager.Parts.Loop.Head!.Sequence;
        await DoAllAsync(2);
        await _manager.RestartAsync();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(WaitSecondsMax));
        var told = new List<NewsMessage>();
        await foreach (var item in StreamAsync($"{before}", stop.Token))
        {
            told.Add(item.Data);
            if (item.EventType == NewsTypes.JobCompleted)
            {
                break;
            }
        }

        Assert.Equal([NewsTypes.UnitsAccepted, NewsTypes.JobCompleted], told.Select(news => news.Type));
        Assert.Equal([0, 1], told[0].Data.Units!.Select(unit => unit.Unit));
        Assert.All(told, news => Assert.Equal(job.Uuid, news.Data.Job!.Uuid));
        await foreach (var item in StreamAsync("999999999", stop.Token))
        {
            Assert.Equal(AccountFeeds.ResyncType, item.EventType);
            break;
        }
    }

    [Fact]
    public async Task Ten_thousand_units_of_a_job_are_ten_pieces_of_news_and_its_end_comes_after_them()
    {
        var job = await _consumer.SubmitEchoAsync(10_000);
        Assert.True(await _manager.Parts.Views.WaitForAsync(_manager.Parts.Loop.Head!.Sequence));
        var id = new JobId(job.Uuid);
        List<NewsItem> items =
        [
            .. Enumerable.Range(0, 10_000).Select(unit => NewsItem.Of(
                new UnitAccepted(new RunId(id, unit, 1), unit, _node.Id, "equal"), unit + 1, new Instant(unit))!.Value),
            NewsItem.Of(new JobCompleted(id), 10_000, new Instant(9_999))!.Value,
        ];

        var written = _manager.Parts.NewsSources.Writer.Write(items, account => account == _consumer.Account);
        Assert.All(written, told => Assert.Equal(_consumer.Account, told.Account));
        Assert.Equal(
            [.. Enumerable.Repeat(NewsTypes.UnitsAccepted, 10), NewsTypes.JobCompleted],
            written.Select(told => told.News.Type));
        Assert.Equal(
            Enumerable.Range(0, 10_000),
            written.SelectMany(told => told.News.Data.Units ?? []).Select(unit => unit.Unit));
        Assert.Empty(_manager.Parts.NewsSources.Writer.Write(items, _ => false));
    }

    private static IEnumerable<int> UnitsOf(IEnumerable<WebhookReceiver.Post> posts) =>
        posts.SelectMany(post => post.News.Data.Units ?? []).Select(unit => unit.Unit);

    private Task<WebhookCreated> AddAsync(ApiClient client, params string[] events) =>
        AddAsync(client, _receiver.Url, events);

    private static async Task<WebhookCreated> AddAsync(ApiClient client, string url, string[] events)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new WebhookRequest(url, events), ApiJson.Default.WebhookRequest);
        using var answer = await client.SendAsync("POST", "/v1/webhooks", body);
        return await ApiClient.ReadAsync(answer, ApiJson.Default.WebhookCreated);
    }

    private async Task<IReadOnlyList<WebhookResource>> ListAsync() =>
        (await _consumer.GetAsync("/v1/webhooks", ApiJson.Default.ListPageWebhookResource)).Data;

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

    private async IAsyncEnumerable<SseItem<NewsMessage>> StreamAsync(
        string? last, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        const string Target = "/v1/events";
        using var request = new HttpRequestMessage(HttpMethod.Get, _manager.Origin + Target);
        foreach (var (name, value) in _consumer.Sign("GET", Target, []).ToHeaders())
        {
            request.Headers.Add(name, value);
        }

        if (last is not null)
        {
            request.Headers.Add("Last-Event-ID", last);
        }

        using var answer = await _manager.Http.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        Assert.True(answer.IsSuccessStatusCode);
        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        var events = SseParser.Create(
            body, (_, data) => JsonSerializer.Deserialize(data, ApiJson.Default.NewsMessage)!);
        await foreach (var item in events.EnumerateAsync(cancellation))
        {
            yield return item;
        }
    }
}
