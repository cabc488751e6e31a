using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Heliostat.Manager.Tests.Support;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Heliostat.Storage;

namespace Heliostat.Manager.Tests.Containers;

/// <summary>What a node is sent of a docker job, what of its results is believed, and how a job is stopped.</summary>
public sealed class ContainerRunTests : IAsyncLifetime
{
    private const int OldDays = 9;

    private static readonly JsonElement ExitedWell = JsonElement.Parse("""{"exit_code":0}""");

    private LiveManager _manager = null!;
    private ApiClient _consumer = null!;
    private LiveNode _node = null!;

    public async ValueTask InitializeAsync()
    {
        _manager = await LiveManager.StartAsync();
        _consumer = await _manager.ConsumerAsync();
        _node = await LiveNode.RegisterAsync(await _manager.OperatorAsync());
        await _node.JoinAsync(DockerJobs.Facts);
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _manager.DisposeAsync();
    }

    [Fact]
    public async Task A_node_is_sent_all_that_it_needs_and_again_after_it_connects_anew()
    {
        var parameters = new JsonObject
        {
            ["image"] = "me/app",
            ["user"] = "me",
            ["secret"] = "hunter2",
            ["env"] = new JsonObject { ["A"] = "b" },
        };
        await SubmitAsync(
            parameters, ("gpu_count", 2), ("min_ram_gb", 2), ("min_storage_gb", 3), ("cpu_count", 2));
        var sent = await _node.HearAsync<JobDispatch>();

        Assert.Equal((JobTypes.Docker, 60_000, 2L << 30), (sent.JobType, sent.TimeoutMs, sent.RamBytes));
        Assert.Equal([0], sent.Units);
        var container = sent.Container!;
        Assert.Equal(
            (JobKind.Batch, 2_000, 3L << 30, 300_000),
            (container.Kind, container.CpuMillis, container.DiskBytes, container.StartTimeoutMs));
        Assert.Equal([0, 1], container.Gpus);
        Assert.Equal(("me/app", "hunter2", "b"), (
            container.Parameters!.Image, container.Parameters.Secret, container.Parameters.Env!["A"]));

        await _node.LeaveAsync();
        await _node.JoinAsync(DockerJobs.Facts);
        var again = await _node.HearAsync<JobDispatch>();
        Assert.Equal((sent.Run, "hunter2"), (again.Run, again.Container!.Parameters!.Secret));
        Assert.Equal([0, 1], again.Container.Gpus);
    }

    [Fact]
    public async Task What_a_container_left_is_kept_with_the_job_and_its_files_are_listed()
    {
        var job = await SubmitAsync();
        var sent = await _node.HearAsync<JobDispatch>();
        var one = await HandOverAsync(sent, "one"u8.ToArray());
        var list = DockerJobs.Write(
            new FolderFile("a/one.txt", one, 3), new FolderFile("b.sh", one, 3, Executable: true));
        var name = new BlobName(await HandOverAsync(sent, list), list.Length);
        Assert.Null((await _node.ReportAsync(
            new JobResult(sent.Run, 0, 5, name.Hash, name, null, ExitedWell))).Refused);

        var units = await _consumer.GetAsync($"/v1/jobs/{job.Uuid}/units", ApiJson.Default.ListPageUnitResource);
        var unit = units.Data.Single();
        Assert.Equal(("ACCEPTED", name.Hash.ToString()), (unit.Status, unit.FileHash));
        Assert.Equal(0, unit.Result!.Value.GetProperty("exit_code").GetInt32());
        Assert.Equal(list, await _manager.Http.GetByteArrayAsync(unit.FileUrl));
        var files = await _consumer.GetAsync(
            $"/v1/jobs/{job.Uuid}/units/0/files", ApiJson.Default.ListPageUnitFileResource);
        Assert.Equal(["a/one.txt", "b.sh"], files.Data.Select(file => file.Path));
        Assert.Equal([false, true], files.Data.Select(file => file.Executable));
        Assert.Equal("one"u8.ToArray(), await _manager.Http.GetByteArrayAsync(files.Data[1].Url));
        Assert.Equal("COMPLETED", (await ShowAsync(job)).Status);

        Array.ForEach(BlobFiles(), File.Delete);
        await _consumer.RefusedAsync(
            "GET", $"/v1/jobs/{job.Uuid}/units/0/files", null, HttpStatusCode.Gone, "files-gone");
    }

    [Fact]
    public async Task Files_of_others_and_of_units_that_are_not_there_are_not_listed()
    {
        var job = await SubmitAsync();
        await _consumer.RefusedAsync(
            "GET", $"/v1/jobs/{job.Uuid}/units/1/files", null, HttpStatusCode.NotFound, "unit-unknown");
        var none = await _consumer.GetAsync(
            $"/v1/jobs/{job.Uuid}/units/0/files", ApiJson.Default.ListPageUnitFileResource);
        Assert.Empty(none.Data);
        await (await _manager.ConsumerAsync()).RefusedAsync(
            "GET", $"/v1/jobs/{job.Uuid}/units/0/files", null, HttpStatusCode.NotFound, "job-unknown");
    }

    [Fact]
    public async Task A_list_that_is_none_or_names_what_is_not_there_is_not_believed()
    {
        await SubmitAsync();
        var sent = await _node.HearAsync<JobDispatch>();
        var file = await HandOverAsync(sent, "one"u8.ToArray());
        byte[][] lists =
        [
            "no list"u8.ToArray(),
            DockerJobs.Write(new FolderFile("a", DockerJobs.Missing, 3)),
            DockerJobs.Write(new FolderFile("a", file, 4)),
            DockerJobs.Write(new FolderFile("../a", file, 3)),
        ];
        foreach (var list in lists)
        {
            var name = new BlobName(await HandOverAsync(sent, list), list.Length);
            var ack = await _node.ReportAsync(new JobResult(sent.Run, 0, 5, name.Hash, name, null, ExitedWell));
            Assert.Equal("output-invalid", ack.Refused!.Single().Code);
        }

        var missing = new BlobName(DockerJobs.Missing, 3);
        var said = await _node.ReportAsync(new JobResult(sent.Run, 0, 5, missing.Hash, missing, null, ExitedWell));
        Assert.Equal("blob-missing", said.Refused!.Single().Code);
        Assert.Null((await _node.ReportAsync(new JobResult(
            sent.Run, 0, 5, FolderManifest.NothingHash, null, null, ExitedWell))).Refused);
    }

    [Fact]
    public async Task A_run_fetches_the_files_of_its_input_and_no_others()
    {
        var weights = await _consumer.UploadAsync("weights"u8.ToArray());
        var other = await _consumer.UploadAsync("another"u8.ToArray());
        var input = await DockerJobs.FolderAsync(_consumer, new FolderFile("weights.bin", weights, 7));
        await SubmitAsync(new JsonObject { ["image"] = "debian", ["input"] = input.ToString() });
        var sent = await _node.HearAsync<JobDispatch>();

        Assert.Equal(input, sent.Container!.Parameters!.Input);
        using var granted = await TransferAsync(new TransferRequest(sent.Run, [input, weights], []));
        var grants = await ApiClient.ReadAsync(granted, WireJson.Default.TransferGrants);
        Assert.Equal("weights"u8.ToArray(), await _manager.Http.GetByteArrayAsync(grants.Grants[1].Url));
        using var refused = await TransferAsync(new TransferRequest(sent.Run, [other], []));
        await ApiClient.RefusedAsync(refused, HttpStatusCode.Forbidden, "blob-forbidden");
    }

    [Fact]
    public async Task A_sweep_leaves_inputs_and_outputs_of_jobs_where_they_are()
    {
        var weights = await _consumer.UploadAsync("weights"u8.ToArray());
        var input = await DockerJobs.FolderAsync(_consumer, new FolderFile("weights.bin", weights, 7));
        await SubmitAsync(new JsonObject { ["image"] = "debian", ["input"] = input.ToString() });
        var sent = await _node.HearAsync<JobDispatch>();
        var one = await HandOverAsync(sent, "one"u8.ToArray());
        var list = DockerJobs.Write(new FolderFile("one.txt", one, 3));
        var name = new BlobName(await HandOverAsync(sent, list), list.Length);
        await _node.ReportAsync(new JobResult(sent.Run, 0, 5, name.Hash, name, null, ExitedWell));
        var stray = await _consumer.UploadAsync("nobody needs this"u8.ToArray());
        foreach (var path in BlobFiles())
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-OldDays));
        }

        using var swept = await _manager.Owner.SendAsync("POST", "/v1/storage/sweep", ApiClient.Bytes("{}"));
        Assert.True(swept.IsSuccessStatusCode, await swept.Content.ReadAsStringAsync());
        foreach (var kept in new[] { weights, input, one, name.Hash })
        {
            Assert.NotNull(await SizeAsync(kept));
        }

        Assert.Null(await SizeAsync(stray));
    }

    [Fact]
    public async Task A_PERSISTENT_job_is_cancelling_until_its_node_says_that_it_stopped()
    {
        var job = await SubmitAsync(null, ("task", "PERSISTENT"), ("max_timeout_run_ms", null));
        var sent = await _node.HearAsync<JobDispatch>();
        Assert.Equal((0, JobKind.Persistent), (sent.TimeoutMs, sent.Container!.Kind));
        await _node.ReportAsync(new JobStatus(sent.Run, JobStatus.Running));
        Assert.Equal("RUNNING", (await ShowAsync(job)).Status);

        Assert.Equal("CANCELLING", (await CancelAsync(job)).Status);
        Assert.Equal(sent.Run, (await _node.HearAsync<JobCancel>()).Run);
        Assert.Equal("CANCELLING", (await CancelAsync(job)).Status);
        Assert.Null((await _node.ReportAsync(new JobFailure(
            sent.Run, new RunFailure(FailureReasons.Stopped, FaultSide.Job, "It was stopped.")))).Refused);
        Assert.Equal("CANCELLED", (await ShowAsync(job)).Status);
    }

    [Fact]
    public async Task An_agent_that_restarts_is_sent_the_runs_that_it_may_adopt_or_must_stop()
    {
        var job = await SubmitAsync(null, ("task", "PERSISTENT"), ("max_timeout_run_ms", null));
        var sent = await _node.HearAsync<JobDispatch>();
        await _node.ReportAsync(new JobStatus(sent.Run, JobStatus.Running));
        await _node.LeaveAsync();
        await _node.JoinAsync(DockerJobs.Facts, [sent.Run]);
        var again = await _node.HearAsync<JobDispatch>();
        Assert.Equal((sent.Run, "debian"), (again.Run, again.Container!.Parameters!.Image));
        Assert.Equal("RUNNING", (await ShowAsync(job)).Status);

        await _node.LeaveAsync();
        await _manager.RestartAsync();
        await CancelAsync(job);
        await _node.JoinAsync(DockerJobs.Facts, [sent.Run]);
        Assert.Equal(sent.Run, (await _node.HearAsync<JobCancel>()).Run);
    }

    private Task<JobResource> SubmitAsync(JsonObject? parameters = null, params (string, JsonNode?)[] fields) =>
        _consumer.SubmitAsync(DockerJobs.Job(
            [.. fields, ("parameters", DockerJobs.Parameters(parameters ?? new() { ["image"] = "debian" }))]));

    private Task<JobResource> ShowAsync(JobResource job) =>
        _consumer.GetAsync($"/v1/jobs/{job.Uuid}", ApiJson.Default.JobResource);

    private async Task<JobResource> CancelAsync(JobResource job)
    {
        using var answer = await _consumer.SendAsync("PUT", $"/v1/jobs/{job.Uuid}/cancel");
        return await ApiClient.ReadAsync(answer, ApiJson.Default.JobResource);
    }

    private string[] BlobFiles() =>
        Directory.GetFiles(Path.Combine(_manager.Folder, "blobs"), "*", SearchOption.AllDirectories);

    private ValueTask<long?> SizeAsync(ContentHash hash) =>
        _manager.Parts.Store.SizeOf(new BlobKey(_consumer.Account, hash), CancellationToken.None);

    private Task<HttpResponseMessage> TransferAsync(TransferRequest asked) => LiveNode.PostAsync(
        _manager,
        $"/api/v1/nodes/{_node.Id}/transfers",
        _node.Token,
        JsonSerializer.SerializeToUtf8Bytes(asked, WireJson.Default.TransferRequest));

    /// <summary>Uploads as the node does: with a URL that it asked for.</summary>
    private async Task<ContentHash> HandOverAsync(JobDispatch sent, byte[] bytes)
    {
        var hash = ContentHash.Of(bytes);
        using var granted = await TransferAsync(new TransferRequest(sent.Run, [], [new BlobName(hash, bytes.Length)]));
        var grant = (await ApiClient.ReadAsync(granted, WireJson.Default.TransferGrants)).Grants.Single();
        if (grant.Url is { } url)
        {
            using var put = await _manager.Http.PutAsync(url, new ByteArrayContent(bytes));
            Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        }

        return hash;
    }
}
