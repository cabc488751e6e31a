using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Heliostat.Manager.Logs;
using Heliostat.Manager.Tests.Support;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Tests.Logs;

/// <summary>What runs print, from the node's word to the consumer's screen.</summary>
public sealed class LogRoutesTests : IAsyncLifetime
{
    private const int WaitSecondsMax = 60;

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
    public async Task What_a_run_prints_is_shown_as_text_and_stays_after_its_end_and_a_restart()
    {
        var run = await BeginAsync();
        await _node.RemarkAsync(new RunLog(run, 0, "hello\n"));
        await _node.RemarkAsync(new RunLog(run, 6, "wörld\u001b[31m\n"));
        await EndAsync(run);
        const string Text = "hello\nwörld\u001b[31m\n";
        using var answer = await GetAsync(run);
        Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal(Text, await answer.Content.ReadAsStringAsync());
        await _manager.RestartAsync();
        Assert.Equal(Text, await TextAsync(run));
        Assert.Equal("wörld\u001b[31m\n", await TextAsync(run, "?offset=6"));
        Assert.Equal("[31m\n", await TextAsync(run, "?tail=5"));
        Assert.Equal("", await TextAsync(run, "?offset=1000"));
        var shown = await _consumer.GetAsync($"/v1/job-runs/{run.ToUuid()}", ApiJson.Default.JobRunResource);
        Assert.StartsWith(Text, shown.Logs, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_range_of_it_can_be_had_and_nonsense_is_refused()
    {
        var run = await BeginAsync();
        await _node.RemarkAsync(new RunLog(run, 0, "0123456789"));
        await EndAsync(run);
        using var request = Request(run);
        request.Headers.Range = new RangeHeaderValue(2, 4);
        using var part = await _manager.Http.SendAsync(request);
        Assert.Equal(
            (HttpStatusCode.PartialContent, "234"), (part.StatusCode, await part.Content.ReadAsStringAsync()));
        var path = $"/v1/job-runs/{run.ToUuid()}/logs";
        await _consumer.RefusedAsync("GET", $"{path}?offset=-1", null, HttpStatusCode.BadRequest, "offset-invalid");
        await _consumer.RefusedAsync("GET", $"{path}?tail=x", null, HttpStatusCode.BadRequest, "tail-invalid");
        await _consumer.RefusedAsync(
            "GET", $"{path}?lines=1", null, HttpStatusCode.BadRequest, "parameter-unknown");
        var other = await _manager.ConsumerAsync();
        await other.RefusedAsync("GET", path, null, HttpStatusCode.NotFound, "run-unknown");
        await _consumer.RefusedAsync(
            "GET", $"/v1/job-runs/{Guid.NewGuid()}/logs", null, HttpStatusCode.NotFound, "run-unknown");
    }

    [Fact]
    public async Task Only_the_nodes_own_live_runs_are_heard()
    {
        var run = await BeginAsync();
        await using var other = await LiveNode.RegisterAsync(await _manager.OperatorAsync(), "other");
        await other.JoinAsync();
        await other.RemarkAsync(new RunLog(run, 0, "lies\n"));
        await _node.RemarkAsync(new RunLog(run with { Attempt = 2 }, 0, "not yet\n"));
        await _node.RemarkAsync(new RunLog(run, -1, "before\n"));
        await _node.RemarkAsync(new RunLog(run, 0, new string('x', RunLog.TextBytesMax + 1)));
        await other.ReportAsync(new JobAck(run, true));
        await _node.RemarkAsync(new RunLog(run, 0, "truth\n"));
        await EndAsync(run);
        await _node.RemarkAsync(new RunLog(run, 6, "after the end\n"));
        await _node.ReportAsync(new JobAck(run, true));
        Assert.Equal("truth\n", await TextAsync(run));
    }

    [Fact]
    public async Task A_follower_hears_each_piece_until_the_run_ends()
    {
        var run = await BeginAsync();
        await _node.RemarkAsync(new RunLog(run, 0, "one\n"));
        var heard = new List<SseItem<string>>();
        var first = new TaskCompletionSource();
        var following = FollowAsync(run, null, heard, first);
        await first.Task.WaitAsync(TimeSpan.FromSeconds(WaitSecondsMax));
        await _node.RemarkAsync(new RunLog(run, 4, "two €\n"));
        await EndAsync(run);
        await following;

        Assert.Equal("one\ntwo €\n", TextOf(heard));
        Assert.Equal(("end", "12"), (heard[^1].EventType, heard[^1].EventId));

        var again = new List<SseItem<string>>();
        await FollowAsync(run, "4", again, new TaskCompletionSource());
        Assert.Equal("two €\n", TextOf(again));
    }

    [Fact]
    public async Task A_long_log_is_followed_without_breaking_a_character()
    {
        var run = await BeginAsync();
        var piece = new string('€', 20_000);
        for (var i = 0; i < 5; i++)
        {
            await _node.RemarkAsync(new RunLog(run, i * 60_000, piece));
            await _node.ReportAsync(new JobAck(run, true));
        }

        await EndAsync(run);
        var heard = new List<SseItem<string>>();
        await FollowAsync(run, null, heard, new TaskCompletionSource());
        Assert.Equal(new string('€', 100_000), TextOf(heard));
        var shown = await _consumer.GetAsync($"/v1/job-runs/{run.ToUuid()}", ApiJson.Default.JobRunResource);
        Assert.StartsWith(new string('€', (LogTail.BytesMax / 3) - 1), shown.Logs, StringComparison.Ordinal);
        Assert.DoesNotContain('\ufffd', shown.Logs!);
    }

    [Fact]
    public async Task Logs_go_with_the_files_of_their_job_and_not_before()
    {
        var run = await BeginAsync();
        await _node.RemarkAsync(new RunLog(run, 0, "kept\n"));
        await EndAsync(run);
        Assert.Equal("kept\n", await TextAsync(run));
        var left = new RunId(new JobId(Guid.NewGuid()), 0, 1);
        _manager.Parts.Logs.Files.Append(left, 0, "nobody's");
        await _manager.Parts.Sweeps.SweepAsync(isDry: true, CancellationToken.None);
        Assert.Equal(2, _manager.Parts.Logs.Files.Jobs().Count());
        await _manager.Parts.Sweeps.SweepAsync(isDry: false, CancellationToken.None);
        Assert.Equal(run.Job, Assert.Single(_manager.Parts.Logs.Files.Jobs()));
        _manager.Parts.Logs.Sweep(_ => false);
        Assert.Equal("", await TextAsync(run));
    }

    private static string TextOf(IEnumerable<SseItem<string>> heard) => string.Concat(heard
        .Where(item => item.EventType == "log")
        .Select(item => JsonSerializer.Deserialize(item.Data, ApiJson.Default.RunLogEvent)!.Text));

    private async Task<RunId> BeginAsync()
    {
        await _consumer.SubmitEchoAsync();
        var dispatch = await _node.HearAsync<JobDispatch>();
        Assert.Null((await _node.ReportAsync(new JobStatus(dispatch.Run, JobStatus.Running))).Refused);
        return dispatch.Run;
    }

    private async Task EndAsync(RunId run) => Assert.Null(
        (await _node.ReportAsync(new JobResult(run, 0, 1, Payload, null, null, null))).Refused);

    private async Task FollowAsync(RunId run, string? last, List<SseItem<string>> heard, TaskCompletionSource first)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(WaitSecondsMax));
        using var request = Request(run);
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (last is not null)
        {
            request.Headers.Add("Last-Event-ID", last);
        }

        using var answer = await _manager.Http.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        await using var body = await answer.Content.ReadAsStreamAsync(limit.Token);
        await foreach (var item in SseParser.Create(body).EnumerateAsync(limit.Token))
        {
            heard.Add(item);
            first.TrySetResult();
        }
    }

    private HttpRequestMessage Request(RunId run, string query = "")
    {
        var target = $"/v1/job-runs/{run.ToUuid()}/logs{query}";
        var request = new HttpRequestMessage(HttpMethod.Get, _manager.Origin + target);
        foreach (var (name, value) in _consumer.Sign("GET", target, []).ToHeaders())
        {
            request.Headers.Add(name, value);
        }

        return request;
    }

    private Task<HttpResponseMessage> GetAsync(RunId run, string query = "") =>
        _manager.Http.SendAsync(Request(run, query));

    private async Task<string> TextAsync(RunId run, string query = "")
    {
        using var answer = await GetAsync(run, query);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
        return await answer.Content.ReadAsStringAsync();
    }
}
