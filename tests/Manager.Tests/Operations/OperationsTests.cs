using System.Net;
using System.Text.Json;
using Heliostat.Manager.Tests.Support;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Signing;

namespace Heliostat.Manager.Tests.Operations;

public sealed class OperationsTests : IAsyncLifetime
{
    private LiveManager _manager = null!;

    public async ValueTask InitializeAsync() => _manager = await LiveManager.StartAsync();

    public ValueTask DisposeAsync() => _manager.DisposeAsync();

    [Theory]
    [InlineData("/health", "ok")]
    [InlineData("/health/ready", "ready")]
    public async Task A_manager_says_that_it_lives_and_is_ready(string path, string status)
    {
        var text = await _manager.Http.GetStringAsync(_manager.Origin + path);
        Assert.Equal(status, JsonElement.Parse(text).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Figures_are_written_as_prometheus_reads_them()
    {
        var consumer = await _manager.ConsumerAsync();
        await consumer.SubmitEchoAsync();
        await consumer.RefusedAsync("GET", "/v1/nodes", null, HttpStatusCode.Forbidden, "scope-missing");
        var lines = (await _manager.Http.GetStringAsync(_manager.Origin + "/metrics")).Split('\n');
        Assert.Contains("heliostat_commands_total{command=\"SubmitJob\"} 1", lines);
        Assert.Contains("heliostat_jobs_open 1", lines);
        Assert.Contains("heliostat_http_requests_total{method=\"GET\",route=\"/v1/nodes\",status=\"403\"} 1", lines);
        Assert.All(lines, line => Assert.Matches("^$|^# (HELP|TYPE) [a-z_]+ .+|^[a-z_]+({.+})? [-0-9.E+]+$", line));
    }

    [Fact]
    public async Task Every_route_under_v1_is_described()
    {
        var text = await _manager.Http.GetStringAsync(_manager.Origin + "/openapi/v1.json");
        var document = JsonElement.Parse(text);
        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString());
        var paths = document.GetProperty("paths").EnumerateObject().ToDictionary(path => path.Name, path => path.Value);
        string[] expected =
        [
            "/v1/account", "/v1/accounts", "/v1/accounts/{uuid}", "/v1/accounts/{uuid}/ban",
            "/v1/accounts/{uuid}/quota", "/v1/api-keys", "/v1/api-keys/{public_key}", "/v1/blobs",
            "/v1/compute/offers",
            "/v1/events",
            "/v1/explain/jobs/{uuid}", "/v1/explain/jobs/{uuid}/tasks/{number}", "/v1/explain/nodes/{uuid}",
            "/v1/gpu-registry",
            "/v1/heads/latest", "/v1/job-recipes", "/v1/job-recipes/{uuid}", "/v1/job-recipes/{uuid}/cook",
            "/v1/job-recipes/{uuid}/fork", "/v1/job-runs", "/v1/job-runs/{uuid}", "/v1/job-runs/{uuid}/logs",
            "/v1/jobs", "/v1/jobs/{uuid}",
            "/v1/jobs/{uuid}/approve", "/v1/jobs/{uuid}/cancel", "/v1/jobs/{uuid}/claims", "/v1/jobs/{uuid}/events",
            "/v1/jobs/{uuid}/pause", "/v1/jobs/{uuid}/resume", "/v1/jobs/{uuid}/units",
            "/v1/jobs/{uuid}/units/{unit}/files", "/v1/nodes",
            "/v1/nodes/{uuid}", "/v1/nodes/{uuid}/drain", "/v1/nodes/{uuid}/undrain", "/v1/storage/sweep",
            "/v1/webhooks", "/v1/webhooks/{uuid}", "/v1/webhooks/{uuid}/deliveries", "/v1/webhooks/{uuid}/enable",
            "/v1/webhooks/{uuid}/rotate", "/v1/webhooks/{uuid}/test",
        ];
        Assert.Equal(expected, paths.Keys.Order(StringComparer.Ordinal));
        var submit = paths["/v1/jobs"].GetProperty("post");
        Assert.Contains("JobRequest", submit.GetProperty("requestBody").ToString());
        Assert.Contains("JobResource", submit.GetProperty("responses").GetProperty("201").ToString());
        var schema = document.GetProperty("components").GetProperty("schemas").GetProperty("JobRequest");
        Assert.True(schema.GetProperty("properties").TryGetProperty("max_timeout_run_ms", out _), schema.ToString());
        var list = paths["/v1/jobs"].GetProperty("get").GetProperty("parameters").EnumerateArray();
        Assert.Contains(list, parameter => parameter.GetProperty("name").GetString() == "filter[status]");
    }

    [Fact]
    public async Task The_newest_head_is_for_anyone()
    {
        var text = await _manager.Http.GetStringAsync(_manager.Origin + "/v1/heads/latest");
        var head = SignedHead.Parse(JsonSerializer.Deserialize(text, ApiJson.Default.HeadAnswer)!.Head)!;
        using var key = Ed25519PublicKey.FromBytes(_manager.Parts.Loop.SigningKey.PublicKey);
        Assert.True(head.Verify(key) && head.Sequence > 0);
    }

    [Theory]
    [InlineData("GET", "/nothing", HttpStatusCode.NotFound, "not-found")]
    [InlineData("DELETE", "/v1/jobs", HttpStatusCode.MethodNotAllowed, "method-not-allowed")]
    [InlineData("GET", "/v1/jobs/not-an-id", HttpStatusCode.NotFound, "not-found")]
    [InlineData("GET", "/api/v1/relay/ws/6f9619ff-8b86-d011-b42d-00c04fc964ff", HttpStatusCode.UpgradeRequired,
        "websocket-required")]
    public async Task Every_no_is_a_problem(string method, string path, HttpStatusCode status, string code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), _manager.Origin + path);
        using var answer = await _manager.Http.SendAsync(request);
        await ApiClient.RefusedAsync(answer, status, code);
        Assert.True(answer.Headers.Contains(SignedHead.Header));
    }

    [Fact]
    public async Task A_body_that_is_too_large_or_of_another_type_is_refused()
    {
        var consumer = await _manager.ConsumerAsync();
        var signature = consumer.Sign("POST", "/v1/jobs", []);
        using var large = await consumer.SendAsync("POST", "/v1/jobs", new byte[1024 * 1024 + 1], signature);
        await ApiClient.RefusedAsync(large, HttpStatusCode.RequestEntityTooLarge, "body-too-large");
        using var request = new HttpRequestMessage(HttpMethod.Post, _manager.Origin + "/v1/jobs")
        {
            Content = new StringContent("hello", null, "text/plain"),
        };
        foreach (var (name, value) in consumer.Sign("POST", "/v1/jobs", "hello"u8.ToArray()).ToHeaders())
        {
            request.Headers.Add(name, value);
        }

        using var strange = await _manager.Http.SendAsync(request);
        await ApiClient.RefusedAsync(strange, HttpStatusCode.UnsupportedMediaType, "media-type-unsupported");
    }
}
