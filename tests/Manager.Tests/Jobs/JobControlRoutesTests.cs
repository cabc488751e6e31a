using System.Net;
using Heliostat.Manager.Tests.Support;
using Heliostat.Protocol.Api;

namespace Heliostat.Manager.Tests.Jobs;

public sealed class JobControlRoutesTests : IAsyncLifetime
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
    public async Task A_job_is_paused_and_resumed_and_says_so()
    {
        var job = await _consumer.SubmitEchoAsync();
        for (var i = 0; i < 2; i++)
        {
            var paused = await ChangeAsync("PUT", $"/v1/jobs/{job.Uuid}/pause", "");
            Assert.Equal(
                (true, "PENDING", "paused by its consumer"), (paused.Paused, paused.Status, paused.StatusReason));
        }

        await _manager.RestartAsync();
        Assert.True((await _consumer.GetAsync($"/v1/jobs/{job.Uuid}", ApiJson.Default.JobResource)).Paused);
        var resumed = await ChangeAsync("PUT", $"/v1/jobs/{job.Uuid}/resume", "");
        Assert.Equal((false, null), (resumed.Paused, resumed.StatusReason));
    }

    [Fact]
    public async Task A_job_is_edited_and_what_is_left_out_stays()
    {
        var job = await _consumer.SubmitEchoAsync();
        await ChangeAsync("PATCH", $"/v1/jobs/{job.Uuid}", """{"priority":90,"max_node_count":3}""");
        await _manager.RestartAsync();
        var edited = await ChangeAsync("PATCH", $"/v1/jobs/{job.Uuid}", """{"max_timeout_run_ms":90000}""");
        var freed = await ChangeAsync("PATCH", $"/v1/jobs/{job.Uuid}", """{"max_node_count":0}""");

        Assert.Equal((90, 3, 0, 90_000L), (
            edited.Priority, edited.MaxNodeCount, edited.MaxRetryCount, edited.MaxTimeoutRunMs));
        Assert.Null(freed.MaxNodeCount);
    }

    [Fact]
    public async Task An_edit_that_is_repeated_undoes_no_later_one()
    {
        var job = await _consumer.SubmitEchoAsync();
        var path = $"/v1/jobs/{job.Uuid}";
        Assert.Equal(70, (await EditAsync(path, """{"priority":70}""", "first")).Priority);
        Assert.Equal(80, (await EditAsync(path, """{"priority":80}""", "second")).Priority);
        Assert.Equal(80, (await EditAsync(path, """{"priority":70}""", "first")).Priority);
        await _manager.RestartAsync();
        Assert.Equal(80, (await EditAsync(path, """{"priority":70}""", "first")).Priority);

        using var other = await _consumer.SendAsync(
            "PATCH", path, ApiClient.Bytes("""{"priority":60}"""), once: "first");
        await ApiClient.RefusedAsync(other, HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        using var refused = await _consumer.SendAsync(
            "PATCH", path, ApiClient.Bytes("""{"priority":101}"""), once: "third");
        await ApiClient.RefusedAsync(refused, HttpStatusCode.UnprocessableEntity, "priority-invalid");
    }

    [Theory]
    [InlineData("{}", HttpStatusCode.UnprocessableEntity, "changes-missing")]
    [InlineData("""{"title":"new"}""", HttpStatusCode.BadRequest, "field-unknown")]
    [InlineData("""{"priority":"high"}""", HttpStatusCode.BadRequest, "field-invalid")]
    [InlineData("""{"priority":101}""", HttpStatusCode.UnprocessableEntity, "priority-invalid")]
    [InlineData("""{"max_node_count":-1}""", HttpStatusCode.UnprocessableEntity, "max-node-count-invalid")]
    public async Task Edits_of_nonsense_are_refused(string json, HttpStatusCode status, string code)
    {
        var job = await _consumer.SubmitEchoAsync();
        await _consumer.RefusedAsync("PATCH", $"/v1/jobs/{job.Uuid}", ApiClient.Bytes(json), status, code);
    }

    [Fact]
    public async Task A_job_that_ended_or_is_anothers_is_not_changed()
    {
        var job = await _consumer.SubmitEchoAsync();
        var other = await _manager.ConsumerAsync();
        var edit = ApiClient.Bytes("""{"priority":1}""");
        await other.RefusedAsync("PUT", $"/v1/jobs/{job.Uuid}/pause", [], HttpStatusCode.NotFound, "job-unknown");
        await other.RefusedAsync("PATCH", $"/v1/jobs/{job.Uuid}", edit, HttpStatusCode.NotFound, "job-unknown");

        await ChangeAsync("PUT", $"/v1/jobs/{job.Uuid}/cancel", "");
        foreach (var verb in new[] { "pause", "resume" })
        {
            await _consumer.RefusedAsync(
                "PUT", $"/v1/jobs/{job.Uuid}/{verb}", [], HttpStatusCode.Conflict, "job-ended");
        }

        await _consumer.RefusedAsync("PATCH", $"/v1/jobs/{job.Uuid}", edit, HttpStatusCode.Conflict, "job-ended");
    }

    [Fact]
    public async Task A_job_says_what_it_depends_on_and_fails_with_it()
    {
        var first = await _consumer.SubmitEchoAsync();
        var second = await _consumer.SubmitAsync(After(first.Uuid));
        Assert.Equal([first.Uuid], second.DependsOn);
        Assert.Contains($"{first.Uuid}", second.StatusReason, StringComparison.Ordinal);
        var why = await _consumer.GetAsync($"/v1/explain/jobs/{second.Uuid}", ApiJson.Default.Explanation);
        Assert.Contains($"{first.Uuid}", why.Summary, StringComparison.Ordinal);

        await ChangeAsync("PUT", $"/v1/jobs/{first.Uuid}/cancel", "");
        var failed = await _consumer.GetAsync($"/v1/jobs/{second.Uuid}", ApiJson.Default.JobResource);
        Assert.Equal("FAILED", failed.Status);
        Assert.Equal($"job {first.Uuid}, which it depends on, was cancelled", failed.StatusReason);
        await _consumer.RefusedAsync(
            "POST", "/v1/jobs", ApiClient.Bytes(After(first.Uuid)), HttpStatusCode.Conflict, "dependency-ended");
        await _consumer.RefusedAsync(
            "POST",
            "/v1/jobs",
            ApiClient.Bytes(After(Guid.NewGuid())),
            HttpStatusCode.UnprocessableEntity,
            "dependency-missing");
    }

    private static string After(Guid job) =>
        ApiClient.EchoJob(1).Replace("{\"title\"", $"{{\"depends_on\":[\"{job}\"],\"title\"", StringComparison.Ordinal);

    private async Task<JobResource> ChangeAsync(string method, string path, string body)
    {
        using var answer = await _consumer.SendAsync(method, path, ApiClient.Bytes(body));
        return await ApiClient.ReadAsync(answer, ApiJson.Default.JobResource);
    }

    private async Task<JobResource> EditAsync(string path, string json, string once)
    {
        using var answer = await _consumer.SendAsync("PATCH", path, ApiClient.Bytes(json), once);
        return await ApiClient.ReadAsync(answer, ApiJson.Default.JobResource);
    }
}
