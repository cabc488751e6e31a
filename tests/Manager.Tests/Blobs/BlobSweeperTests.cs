using System.Net;
using System.Text.Json;
using Heliostat.Manager.Tests.Support;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Heliostat.Storage;

namespace Heliostat.Manager.Tests.Blobs;

public sealed class BlobSweeperTests : IAsyncLifetime
{
    private const int OldDays = 9;

    private LiveManager _manager = null!;
    private ApiClient _consumer = null!;

    public async ValueTask InitializeAsync()
    {
        _manager = await LiveManager.StartAsync();
        _consumer = await _manager.ConsumerAsync();
    }

    public ValueTask DisposeAsync() => _manager.DisposeAsync();

    [Fact]
    public async Task A_blob_that_nobody_needs_goes_after_the_days_of_grace_and_the_account_has_its_room_again()
    {
        var quota = ApiClient.Bytes("""{"bytes":11}""");
        using var set = await _manager.Owner.SendAsync("PUT", $"/v1/accounts/{_consumer.Account}/quota", quota);
        var hash = await _consumer.UploadAsync("a texture"u8.ToArray());
        Assert.Equal((1, 9), await KeptAsync());
        await Waits.UntilAsync(async () => await IsWarnedAsync());
        Age(days: 7);
        Assert.Equal((1, 9), await KeptAsync());

        Age(OldDays);
        var dry = await SweepAsync("""{"dry_run":true}""");
        Assert.Equal((true, 1, 9, 0), (dry.DryRun, dry.BlobsFreed, dry.BytesFreed, dry.BlobsKept));
        Assert.True(await HasAsync(hash));
        var swept = await SweepAsync("{}");
        Assert.Equal((false, 1, 9, 0), (swept.DryRun, swept.BlobsFreed, swept.BytesFreed, swept.BlobsKept));
        Assert.False(await HasAsync(hash));
        var usage = await _consumer.GetAsync("/v1/account", ApiJson.Default.AccountUsage);
        Assert.Equal(0, usage.Used.Bytes);

        // That there is room again is in the journal, so that a replay knows it too.
        await Waits.UntilAsync(async () => !await IsWarnedAsync());
        await _manager.RestartAsync();
        Assert.False(await IsWarnedAsync());
    }

    [Fact]
    public async Task What_a_job_in_the_books_needs_stays_however_old_it_is()
    {
        await _consumer.SubmitAsync(await Scenes.JobAsync(_consumer, "1-3"));
        await _consumer.UploadAsync("of no job"u8.ToArray());
        Age(OldDays);

        Assert.Equal((1, 9L), await FreedAsync());
        Assert.True(await HasAsync(Scenes.Main));
        Assert.Equal((0, 0L), await FreedAsync());
        await _consumer.SubmitAsync(await Scenes.JobAsync(_consumer, "4", missing: true));
    }

    [Fact]
    public async Task What_a_reported_frame_is_made_of_stays_until_its_verdict_and_after()
    {
        await using var worker = await LiveNode.RegisterAsync(await _manager.OperatorAsync(), "worker");
        await worker.JoinAsync();
        await _consumer.SubmitAsync(await Scenes.JobAsync(_consumer, "1"));
        var dispatch = await worker.HearAsync<JobDispatch>();
        var (list, file) = (new byte[4 * ContentHash.Size], "a picture"u8.ToArray());
        await _consumer.UploadAsync(list);
        var picture = new BlobName(await _consumer.UploadAsync(file), file.Length);
        Assert.Null((await worker.ReportAsync(
            new JobResult(dispatch.Run, 0, 10, ContentHash.Of(list), picture, null, null))).Refused);
        Age(OldDays);
        Assert.Equal((0, 0L), await FreedAsync());

        await using var verifier = await LiveNode.RegisterAsync(await _manager.OperatorAsync(), "verifier");
        await verifier.JoinAsync();
        var check = await verifier.HearAsync<CheckDispatch>();
        await verifier.ReportAsync(new CheckResult(check.Check, [], ContentHash.Of(list), 10));
        await verifier.ReportAsync(new FileResult(check.Check, true, "equal", null, []));
        var job = $"/v1/jobs/{dispatch.Run.Job}";
        await Waits.UntilAsync(async () =>
            (await _consumer.GetAsync(job, ApiJson.Default.JobResource)).Status == "COMPLETED");
        Age(OldDays);
        Assert.Equal((0, 0L), await FreedAsync());

        // The job is final, so its scene goes; what it gave is kept for days more.
        using var approved = await _consumer.SendAsync("PUT", $"{job}/approve");
        Assert.Equal(HttpStatusCode.OK, approved.StatusCode);
        Age(OldDays);
        Assert.Equal(3, (await FreedAsync()).Blobs);
        Assert.True(await HasAsync(picture.Hash));
        Assert.False(await HasAsync(Scenes.Main));
    }

    [Fact]
    public async Task A_blob_that_is_asked_about_or_fetched_is_used_now()
    {
        var asked = await _consumer.UploadAsync("asked about"u8.ToArray());
        var fetched = await _consumer.UploadAsync("fetched"u8.ToArray());
        var other = await _consumer.UploadAsync("neither"u8.ToArray());
        Age(OldDays);
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new BlobsRequest([new BlobName(asked, 11)]), ApiJson.Default.BlobsRequest);
        using var answer = await _consumer.SendAsync("POST", "/v1/blobs", body);
        Assert.Null((await ApiClient.ReadAsync(answer, ApiJson.Default.BlobsAnswer)).Grants.Single().Url);
        var url = _manager.Parts.Urls.Get(new BlobKey(_consumer.Account, fetched), 7);
        Assert.Equal("fetched"u8.ToArray(), await _manager.Http.GetByteArrayAsync(url));

        Assert.Equal((1, 7L), await FreedAsync());
        Assert.Equal(
            (true, true, false), (await HasAsync(asked), await HasAsync(fetched), await HasAsync(other)));
    }

    [Fact]
    public async Task A_job_that_comes_after_its_files_went_is_refused_and_says_what_to_upload()
    {
        var scene = await Scenes.JobAsync(_consumer, "1");
        Age(OldDays);
        Assert.Equal(2, (await FreedAsync()).Blobs);
        await _consumer.RefusedAsync(
            "POST", "/v1/jobs", ApiClient.Bytes(scene), HttpStatusCode.UnprocessableEntity, "manifest-missing");
        var again = await Scenes.JobAsync(_consumer, "1", missing: true);
        await _consumer.RefusedAsync(
            "POST", "/v1/jobs", ApiClient.Bytes(again), HttpStatusCode.UnprocessableEntity, "blob-missing");
    }

    [Fact]
    public async Task Jobs_submitted_while_sweeps_go_on_find_their_files_or_are_refused()
    {
        var taken = 0;
        for (var round = 0; round < 10; round++)
        {
            var scene = await Scenes.JobAsync(_consumer, "1");
            Age(OldDays);
            var sweep = SweepAsync("{}");
            using var answer = await _consumer.SendAsync("POST", "/v1/jobs", ApiClient.Bytes(scene));
            await sweep;
            taken += answer.StatusCode == HttpStatusCode.Created ? 1 : 0;
            Assert.True(
                answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.UnprocessableEntity,
                await answer.Content.ReadAsStringAsync());
            Assert.True(taken == 0 || await HasAsync(Scenes.Main), "A job was taken and its file let go.");
        }
    }

    [Fact]
    public async Task What_broken_uploads_left_goes_after_a_day()
    {
        var key = new BlobKey(_consumer.Account, ContentHash.Of("all of it"u8));
        using var part = new MemoryStream("all"u8.ToArray());
        await _manager.Parts.Store.Put(key, 9, 0, part);
        Assert.Equal(0, (await SweepAsync("{}")).PartialBytesFreed);
        Age(days: 2);
        Assert.Equal(3, (await SweepAsync("{}")).PartialBytesFreed);
        Assert.Equal(0, await _manager.Parts.Store.BytesHeld(key));
    }

    [Fact]
    public async Task Sweeps_are_the_owners_to_ask_for_and_are_among_the_figures()
    {
        await _consumer.RefusedAsync("POST", "/v1/storage/sweep", null, HttpStatusCode.Forbidden, "scope-missing");
        await _consumer.UploadAsync(new byte[50]);
        Age(OldDays);
        await SweepAsync("{}");
        var figures = await _manager.Http.GetStringAsync($"{_manager.Origin}/metrics");
        Assert.Contains("\nheliostat_blobs_freed_total 1\n", figures, StringComparison.Ordinal);
        Assert.Contains("\nheliostat_blob_bytes_freed_total 50\n", figures, StringComparison.Ordinal);
        Assert.DoesNotContain("\nheliostat_blob_sweep_seconds 0\n", figures, StringComparison.Ordinal);
    }

    private async Task<(int Blobs, long Bytes)> FreedAsync()
    {
        var swept = await SweepAsync("{}");
        return ((int)swept.BlobsFreed, swept.BytesFreed);
    }

    private async Task<(long Blobs, long Bytes)> KeptAsync()
    {
        var swept = await SweepAsync("{}");
        return (swept.BlobsKept, swept.BytesKept);
    }

    private async Task<SweepAnswer> SweepAsync(string json)
    {
        using var answer = await _manager.Owner.SendAsync("POST", "/v1/storage/sweep", ApiClient.Bytes(json));
        return await ApiClient.ReadAsync(answer, ApiJson.Default.SweepAnswer);
    }

    private Task<bool> IsWarnedAsync() => _manager.Parts.Loop.AskAsync(
        network => network.Accounts.Find(_consumer.Account)!.BytesNear);

    private ValueTask<bool> HasAsync(ContentHash hash) =>
        _manager.Parts.Store.Has(new BlobKey(_consumer.Account, hash));

    private void Age(int days)
    {
        var blobs = Path.Combine(_manager.Folder, "blobs");
        foreach (var file in Directory.GetFiles(blobs, "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(-days));
        }
    }
}
