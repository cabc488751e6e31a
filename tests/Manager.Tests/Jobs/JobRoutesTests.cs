using System.Net;
using System.Text.Json;
using Heliostat.Manager.Tests.Support;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Manager.Tests.Jobs;

public sealed class JobRoutesTests : IAsyncLifetime
{
    private LiveManager _manager = null!;
    private ApiClient _consumer = null!;

    public async ValueTask InitializeAsync()
    {
        _manager = await LiveManager.StartAsync();
        _consumer = await _manager.ConsumerAsync();
    }

    public ValueTask DisposeAsync() => _manager.DisposeAsync();

    [Fact]
    public async Task A_job_is_shown_as_it_was_submitted_with_the_defaults_of_its_type()
    {
        var job = await _consumer.SubmitEchoAsync(3);
        Assert.Equal(("PENDING", "an echo", 3), (job.Status, job.Title, job.Units.Total));
        Assert.Equal((null, 0, 50, 60_000), (job.MaxNodeCount, job.GpuCount, job.Priority, job.MaxTimeoutRunMs));
        var payload = job.Parameters.Parameters.GetProperty("payload").GetProperty("say").GetString();
        Assert.Equal("hello", payload);
        var shown = await _consumer.GetAsync($"/v1/jobs/{job.Uuid}", ApiJson.Default.JobResource);
        Assert.Equal(job.CreatedAt, shown.CreatedAt);
        var list = await _consumer.GetAsync(
            "/v1/jobs?filter[status]=PENDING&limit=5", ApiJson.Default.ListPageJobResource);
        Assert.Equal((1, job.Uuid), (list.Total, list.Data.Single().Uuid));
    }

    [Theory]
    [InlineData("""{"max_timeout_run_ms":60000,"colour":1}""", "field-unknown", "colour")]
    [InlineData("""{"max_timeout_run_ms":"soon","parameters":{}}""", "field-invalid", "max_timeout_run_ms")]
    [InlineData("""{"task":1,"parameters":{}}""", "field-invalid", "task")]
    [InlineData("""{"max_timeout_run_ms":60000}""", "field-missing", "parameters")]
    [InlineData(
        """{"parameters":{"type":"plugin","parameters":{"job_type":"echo"}}}""", "field-missing", "max_timeout_run_ms")]
    [InlineData(
        """{"max_timeout_run_ms":60000,"parameters":{"type":"plugin","parameters":{}}}""",
        "field-missing",
        "parameters.parameters.job_type")]
    [InlineData(
        """{"max_timeout_run_ms":60000,"parameters":{"type":"plugin","parameters":{"job_type":"echo","payload":1}}}""",
        "field-invalid",
        "parameters.parameters.payload")]
    [InlineData(
        """{"max_timeout_run_ms":60000,"parameters":{"type":"plugin","parameters":{"job_type":"echo","speed":1}}}""",
        "field-unknown",
        "parameters.parameters.speed")]
    public async Task A_body_that_is_wrong_is_refused_with_the_name_of_its_field(string json, string code, string field)
    {
        var problem = await _consumer.RefusedAsync(
            "POST", "/v1/jobs", ApiClient.Bytes(json), HttpStatusCode.BadRequest, code);
        Assert.Equal(field, problem.Field);
    }

    [Theory]
    [InlineData("/etc/passwd", 7)]
    [InlineData("/tmp/bark.png", 7)]
    [InlineData("/out/frame.png", 7)]
    [InlineData("/home/me/../you/bark.png", 7)]
    [InlineData("C:\\bark.png", 7)]
    [InlineData("/home/me/bark.png", SceneManifest.SceneBytesMax)]
    [InlineData("/home/me/bark.png", long.MaxValue)]
    public async Task A_manifest_that_asks_for_what_no_node_does_is_refused(string path, long bytes)
    {
        var job = await Scenes.JobAsync(
            _consumer, "1", more: new SceneFile(path, Scenes.Main, bytes));

        await _consumer.RefusedAsync(
            "POST", "/v1/jobs", ApiClient.Bytes(job), HttpStatusCode.UnprocessableEntity, "manifest-invalid");
    }

    [Theory]
    [InlineData("""{"title":""", "json-broken")]
    [InlineData("""{"title":"a","title":"b"}""", "json-duplicate-key")]
    public async Task A_body_that_cannot_be_read_is_refused(string json, string code)
    {
        // No client of ours signs two equal keys, so the signature is that of another body.
        var isSignable = code == "json-broken";
        var signature = _consumer.Sign("POST", "/v1/jobs", isSignable ? ApiClient.Bytes(json) : []);
        using var answer = await _consumer.SendAsync("POST", "/v1/jobs", ApiClient.Bytes(json), signature);
        await ApiClient.RefusedAsync(answer, HttpStatusCode.BadRequest, code);
    }

    [Theory]
    [InlineData("""{"parameters":{"type":"openjd","parameters":{}}}""", "type-unsupported")]
    [InlineData(
        """{"task":"PERSISTENT","parameters":{"type":"plugin","parameters":{"job_type":"echo"}}}""",
        "task-unsupported")]
    [InlineData(
        """{"max_timeout_run_ms":1,"parameters":{"type":"plugin","parameters":{"job_type":"echo"}}}""",
        "max-timeout-run-ms-invalid")]
    [InlineData(
        """
        {"max_timeout_run_ms":60000,"parameters":{"type":"blender","parameters":{"frames":"1-24","width":64,"height":64,
        "manifest":"0000000000000000000000000000000000000000000000000000000000000001"}}}
        """,
        "manifest-missing")]
    public async Task A_job_that_cannot_be_done_is_refused(string json, string code) =>
        await _consumer.RefusedAsync(
            "POST", "/v1/jobs", ApiClient.Bytes(json), HttpStatusCode.UnprocessableEntity, code);

    [Theory]
    [InlineData("1-24,", "frames-invalid")]
    [InlineData("1-10000000", "frames-invalid")]
    [InlineData("nonsense", "frames-invalid")]
    public async Task A_frame_list_of_nonsense_is_refused(string frames, string code) =>
        await _consumer.RefusedAsync(
            "POST",
            "/v1/jobs",
            ApiClient.Bytes(await SceneJobAsync(frames, missing: false)),
            HttpStatusCode.UnprocessableEntity,
            code);

    [Fact]
    public async Task A_scene_of_which_a_file_is_missing_is_refused() =>
        await _consumer.RefusedAsync(
            "POST",
            "/v1/jobs",
            ApiClient.Bytes(await SceneJobAsync("1-2", missing: true)),
            HttpStatusCode.UnprocessableEntity,
            "blob-missing");

    [Fact]
    public async Task A_scene_with_all_its_files_is_taken()
    {
        var job = await _consumer.SubmitAsync(await SceneJobAsync("1-24", missing: false));
        Assert.Equal((24, "PENDING"), (job.Units.Total, job.Status));
        var why = await _consumer.GetAsync($"/v1/explain/jobs/{job.Uuid}", ApiJson.Default.Explanation);
        Assert.NotEmpty(why.Summary);
    }

    [Fact]
    public async Task A_job_submitted_twice_with_one_idempotency_key_is_one_job()
    {
        var first = await _consumer.SubmitAsync(ApiClient.EchoJob(1), "again");
        await _manager.RestartAsync();
        var second = await _consumer.SubmitAsync(ApiClient.EchoJob(1), "again");
        Assert.Equal(first.Uuid, second.Uuid);
        Assert.NotEqual(first.Uuid, (await _consumer.SubmitAsync(ApiClient.EchoJob(1), "other")).Uuid);
    }

    [Fact]
    public async Task A_job_is_cancelled_once_and_saying_it_again_changes_nothing()
    {
        var job = await _consumer.SubmitEchoAsync();
        var body = ApiClient.Bytes("""{"reason":"not needed"}""");
        for (var i = 0; i < 2; i++)
        {
            using var answer = await _consumer.SendAsync("PUT", $"/v1/jobs/{job.Uuid}/cancel", body);
            var shown = await ApiClient.ReadAsync(answer, ApiJson.Default.JobResource);
            Assert.Equal(("CANCELLED", "not needed"), (shown.Status, shown.StatusReason));
        }
    }

    [Fact]
    public async Task Another_accounts_job_is_not_there()
    {
        var job = await _consumer.SubmitEchoAsync();
        var other = await _manager.ConsumerAsync();
        foreach (var path in new[] { "", "/units", "/events" })
        {
            await other.RefusedAsync(
                "GET", $"/v1/jobs/{job.Uuid}{path}", null, HttpStatusCode.NotFound, "job-unknown");
        }

        await other.RefusedAsync(
            "PUT", $"/v1/jobs/{job.Uuid}/cancel", null, HttpStatusCode.NotFound, "job-unknown");
        var shown = await _manager.Owner.GetAsync($"/v1/jobs/{job.Uuid}", ApiJson.Default.JobResource);
        Assert.Equal(job.Uuid, shown.Uuid);
    }

    [Theory]
    [InlineData("/v1/jobs?limit=0", "limit-invalid")]
    [InlineData("/v1/jobs?page=x", "page-invalid")]
    [InlineData("/v1/jobs?sort=colour", "sort-invalid")]
    [InlineData("/v1/jobs?filter[status]=DONE", "filter-invalid")]
    public async Task A_query_of_nonsense_is_refused(string target, string code) =>
        await _consumer.RefusedAsync("GET", target, null, HttpStatusCode.BadRequest, code);

    [Fact]
    public async Task Blobs_are_asked_for_by_account_and_put_under_a_signed_url()
    {
        var bytes = "some texture"u8.ToArray();
        var hash = Protocol.Values.ContentHash.Of(bytes);
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new BlobsRequest([new BlobName(hash, bytes.Length)]), ApiJson.Default.BlobsRequest);
        using (var asked = await _consumer.SendAsync("POST", "/v1/blobs", body))
        {
            var url = (await ApiClient.ReadAsync(asked, ApiJson.Default.BlobsAnswer)).Grants.Single().Url!;
            Assert.StartsWith(_manager.BlobOrigin.ToString(), url);
            using var put = await _manager.Http.PutAsync(url, new ByteArrayContent(bytes));
            Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        }

        using var again = await _consumer.SendAsync("POST", "/v1/blobs", body);
        Assert.Null((await ApiClient.ReadAsync(again, ApiJson.Default.BlobsAnswer)).Grants.Single().Url);
        var other = await _manager.ConsumerAsync();
        using var theirs = await other.SendAsync("POST", "/v1/blobs", body);
        Assert.NotNull((await ApiClient.ReadAsync(theirs, ApiJson.Default.BlobsAnswer)).Grants.Single().Url);
    }

    private async Task<string> SceneJobAsync(string frames, bool missing) =>
        await Scenes.JobAsync(_consumer, frames, missing);
}
