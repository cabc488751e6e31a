using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Heliostat.Manager.Tests.Support;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Gpus;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Manager.Tests.Containers;

/// <summary>What <c>POST /v1/jobs</c> takes of docker jobs, and what it shows of them.</summary>
public sealed class ContainerRequestTests : IAsyncLifetime
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
    public async Task A_job_that_leaves_out_what_it_may_has_the_defaults_of_its_type()
    {
        var job = await _consumer.SubmitAsync(DockerJobs.Job());

        Assert.Equal(("PENDING", JobKind.Batch, 1), (job.Status, job.Task, job.Units.Total));
        Assert.Equal((1, 0, 1, 1, 0), (job.CpuCount, job.GpuCount, job.MinRamGb, job.MinStorageGb, job.MinVramGb));
        Assert.Equal((1, 0, 50), (job.MaxNodeCount, job.MaxRetryCount, job.Priority));
        Assert.Equal((300_000, 300_000, 60_000), (job.MaxTimeoutAssignMs, job.MaxTimeoutStartMs, job.MaxTimeoutRunMs));
        Assert.Equal(job.CreatedAt + 300_000, job.TimeoutAssignAtMs);
        Assert.Null(job.AllowedRegionCodes);
        var listed = await _consumer.GetAsync("/v1/jobs", ApiJson.Default.ListPageJobResource);
        Assert.Equal(job.TimeoutAssignAtMs, listed.Data.Single().TimeoutAssignAtMs);
    }

    [Fact]
    public async Task A_PERSISTENT_job_has_no_time_limit()
    {
        var job = await _consumer.SubmitAsync(DockerJobs.Job(("task", "PERSISTENT"), ("max_timeout_run_ms", null)));

        Assert.Equal((JobKind.Persistent, null), (job.Task, job.MaxTimeoutRunMs));
    }

    [Fact]
    public async Task A_GPU_that_is_named_is_one_of_the_registry_and_means_one_of_them()
    {
        var model = GpuRegistry.Shipped.Find("RTX 4090", null)!;
        var named = await _consumer.SubmitAsync(DockerJobs.Job(("gpu_name", "NVIDIA GeForce RTX4090")));
        var byUuid = await _consumer.SubmitAsync(
            DockerJobs.Job(("gpu_registry_uuid", model.Uuid.ToString()), ("gpu_count", 2)));
        var unknown = await _consumer.SubmitAsync(DockerJobs.Job(("gpu_name", "Some Day 9000")));

        Assert.Equal((1, model.Name, model.Uuid), (named.GpuCount, named.GpuName, named.GpuRegistryUuid));
        Assert.Equal((2, model.Name, model.Uuid), (byUuid.GpuCount, byUuid.GpuName, byUuid.GpuRegistryUuid));
        Assert.Equal((1, null), (unknown.GpuCount, unknown.GpuRegistryUuid));
    }

    [Fact]
    public async Task Passwords_and_the_values_of_the_environment_are_sealed_and_never_shown()
    {
        var secrets = new JsonObject
        {
            ["image"] = "me/app",
            ["user"] = "me",
            ["secret"] = "hunter2-registry",
            ["env"] = new JsonObject { ["TOKEN"] = "hunter2-env" },
            ["sshkey"] = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ me@home",
            ["volumes"] = new JsonArray(new JsonObject
            {
                ["image"] = "me/data",
                ["mount"] = "/data",
                ["user"] = "me",
                ["secret"] = "hunter2-volume",
            }),
        };
        using var answer = await _consumer.SendAsync(
            "POST", "/v1/jobs", ApiClient.Bytes(DockerJobs.Job(("parameters", DockerJobs.Parameters(secrets)))));
        var text = await answer.Content.ReadAsStringAsync();
        var job = JsonSerializer.Deserialize(text, ApiJson.Default.JobResource)!;
        var shown = job.Parameters.Parameters;

        Assert.DoesNotContain("hunter2", text);
        Assert.Equal(JsonValueKind.Null, shown.GetProperty("secret").ValueKind);
        Assert.Equal(JsonValueKind.Null, shown.GetProperty("env").GetProperty("TOKEN").ValueKind);
        Assert.Equal(JsonValueKind.Null, shown.GetProperty("volumes")[0].GetProperty("secret").ValueKind);
        Assert.Equal("me/app", shown.GetProperty("image").GetString());
        foreach (var file in Directory.EnumerateFiles(_manager.Folder, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            Assert.DoesNotContain("hunter2", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_rule_that_is_broken_is_a_400_that_names_the_field()
    {
        foreach (var (fields, code) in BrokenRequests())
        {
            using var answer = await _consumer.SendAsync("POST", "/v1/jobs", ApiClient.Bytes(DockerJobs.Job(fields)));
            var problem = await ApiClient.RefusedAsync(answer, HttpStatusCode.BadRequest, code);
            var field = code[..code.LastIndexOf('-')].Replace('-', '_');
            Assert.Contains(field, $"{problem.Field} {problem.Detail}", StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_parameter_that_breaks_a_rule_is_a_400_that_names_it()
    {
        foreach (var (json, field) in BrokenParameters())
        {
            var parameters = JsonNode.Parse(json)!.AsObject();
            parameters.TryAdd("image", "debian");
            using var answer = await _consumer.SendAsync(
                "POST", "/v1/jobs", ApiClient.Bytes(DockerJobs.Job(("parameters", DockerJobs.Parameters(parameters)))));
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{json}: {(int)answer.StatusCode} {text}");
            var problem = JsonSerializer.Deserialize(text, ApiJson.Default.Problem)!;
            Assert.Equal("parameters.parameters." + field, problem.Field);
            Assert.Contains(field, problem.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_input_is_there_with_all_its_files_before_the_job()
    {
        var file = await _consumer.UploadAsync("weights"u8.ToArray());
        var sound = await DockerJobs.FolderAsync(_consumer, new FolderFile("a/weights.bin", file, 7));
        var lacking = await DockerJobs.FolderAsync(_consumer, new FolderFile("b", DockerJobs.Missing, 7));
        var wrongSize = await DockerJobs.FolderAsync(_consumer, new FolderFile("b", file, 8));
        var climbing = await DockerJobs.FolderAsync(_consumer, new FolderFile("../b", file, 7));

        await _consumer.SubmitAsync(WithInput(sound.ToString()));
        foreach (var bad in new[] { lacking, wrongSize, climbing, DockerJobs.Missing, file })
        {
            var problem = await _consumer.RefusedAsync(
                "POST", "/v1/jobs", ApiClient.Bytes(WithInput(bad.ToString())),
                HttpStatusCode.BadRequest, "input-invalid");
            Assert.Equal("parameters.parameters.input", problem.Field);
        }
    }

    [Fact]
    public async Task A_start_limit_is_for_containers_only()
    {
        const string job = """
            {"max_timeout_run_ms":60000,"max_timeout_start_ms":120000,
            "parameters":{"type":"plugin","parameters":{"job_type":"echo"} } }
            """;
        await _consumer.RefusedAsync(
            "POST", "/v1/jobs", ApiClient.Bytes(job),
            HttpStatusCode.UnprocessableEntity, "max-timeout-start-ms-unsupported");
    }

    private static string WithInput(string input) => DockerJobs.Job(
        ("parameters", DockerJobs.Parameters(new JsonObject { ["image"] = "debian", ["input"] = input })));

    private static IEnumerable<((string Name, JsonNode? Value)[] Fields, string Code)> BrokenRequests() =>
    [
        ([("cpu_count", -1)], "cpu-count-invalid"),
        ([("gpu_count", -1)], "gpu-count-invalid"),
        ([("min_ram_gb", -1)], "min-ram-gb-invalid"),
        ([("min_storage_gb", -1)], "min-storage-gb-invalid"),
        ([("min_vram_gb", -1)], "min-vram-gb-invalid"),
        ([("min_vram_gb", 8), ("gpu_count", 0)], "gpu-count-invalid"),
        ([("gpu_name", "")], "gpu-name-invalid"),
        ([("gpu_name", "RTX 4090"), ("gpu_registry_uuid", Guid.Empty.ToString())], "gpu-name-invalid"),
        ([("gpu_registry_uuid", Guid.Empty.ToString())], "gpu-registry-uuid-invalid"),
        ([("max_node_count", 0)], "max-node-count-invalid"),
        ([("max_retry_count", -1)], "max-retry-count-invalid"),
        ([("max_timeout_assign_ms", 299_999)], "max-timeout-assign-ms-invalid"),
        ([("max_timeout_start_ms", 119_999)], "max-timeout-start-ms-invalid"),
        ([("max_timeout_run_ms", 59_999)], "max-timeout-run-ms-invalid"),
        ([("max_timeout_run_ms", 60_000), ("task", "PERSISTENT")], "max-timeout-run-ms-invalid"),
        ([("allowed_region_codes", new JsonArray("US WEST"))], "allowed-region-codes-invalid"),
        (
            [("allowed_region_codes", new JsonArray([.. Enumerable.Range(0, 37).Select(i => (JsonNode)$"r-{i}")]))],
            "allowed-region-codes-invalid"),
    ];

    private static IEnumerable<(string Json, string Field)> BrokenParameters() =>
    [
        ("""{"image":"Debian"}""", "image"),
        ("""{"image":"debian:12"}""", "image"),
        ("""{"image":"registry.example:5000/tool","host":"ghcr.io"}""", "image"),
        ("""{"image":"registry.example:5000/../tool"}""", "image"),
        ("""{"tag":"a b"}""", "tag"),
        ("""{"host":"no host"}""", "host"),
        ("""{"host":"plain"}""", "host"),
        ("""{"imagesrc":"disk"}""", "imagesrc"),
        ("""{"secret":"without a user"}""", "secret"),
        ("""{"user":"without a secret"}""", "user"),
        ("""{"command":[null]}""", "command"),
        ("""{"env":{"1A":"x"} }""", "env"),
        ("""{"env":{"HELIOSTAT_INDEX":"1"} }""", "env"),
        ("""{"env":{"A":null} }""", "env"),
        ("""{"ports":[0]}""", "ports"),
        ("""{"ports":[65536]}""", "ports"),
        ("""{"ports":[22,22]}""", "ports"),
        ("""{"sshkey":"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ"}""", "sshkey"),
        ("""{"sshkey":"my key"}""", "sshkey"),
        ("""{"allowed_ips":["somewhere"]}""", "allowed_ips"),
        ("""{"allowed_ips":["203.0.113.0/33"]}""", "allowed_ips"),
        ("""{"volumes":[{"image":"d","mount":"/etc/x"}]}""", "volumes[0].mount"),
        ("""{"volumes":[{"image":"d","mount":"/a/../b"}]}""", "volumes[0].mount"),
        ("""{"volumes":[{"image":"d","mount":"/output"}]}""", "volumes[0].mount"),
        ("""{"volumes":[{"image":"d","mount":"/a"},{"image":"d","mount":"/a/b"}]}""", "volumes[1].mount"),
        ("""{"volumes":[{"image":"D","mount":"/a"}]}""", "volumes[0].image"),
        ("""{"count":0}""", "count"),
        ("""{"count":100001}""", "count"),
    ];
}
