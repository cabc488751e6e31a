using System.Net;
using System.Text.Json;
using Heliostat.Manager.Tests.Support;
using Heliostat.Protocol.Api;

namespace Heliostat.Manager.Tests.Operations;

/// <summary>Every list there is, as the OpenAPI text names it and its parameters.</summary>
public sealed class ListRoutesTests : IAsyncLifetime
{
    private static readonly string[] Expected =
    [
        "/v1/accounts", "/v1/api-keys", "/v1/compute/offers", "/v1/gpu-registry", "/v1/job-recipes", "/v1/job-runs",
        "/v1/jobs", "/v1/jobs/{uuid}/claims", "/v1/jobs/{uuid}/units", "/v1/jobs/{uuid}/units/{unit}/files",
        "/v1/nodes", "/v1/webhooks", "/v1/webhooks/{uuid}/deliveries",
    ];

    private LiveManager _manager = null!;
    private ApiClient _consumer = null!;
    private JsonElement _paths;

    public async ValueTask InitializeAsync()
    {
        _manager = await LiveManager.StartAsync();
        _consumer = await _manager.ConsumerAsync();
        var text = await _manager.Http.GetStringAsync(_manager.Origin + "/openapi/v1.json");
        _paths = JsonElement.Parse(text).GetProperty("paths");
    }

    public ValueTask DisposeAsync() => _manager.DisposeAsync();

    [Fact]
    public async Task Each_list_pages_sorts_filters_and_refuses_what_it_does_not_know()
    {
        var job = (await _consumer.SubmitEchoAsync()).Uuid;
        var hook = await AddWebhookAsync();
        var seen = new List<string>();
        foreach (var (path, names) in Lists())
        {
            seen.Add(path);
            var isHook = path.StartsWith("/v1/webhook", StringComparison.Ordinal);
            var target = path.Replace("{uuid}", $"{(isHook ? hook : job)}", StringComparison.Ordinal);
            target = target.Replace("{unit}", "0", StringComparison.Ordinal);
            var client = isHook || path.StartsWith("/v1/job", StringComparison.Ordinal) ? _consumer : _manager.Owner;
            Assert.Superset(new HashSet<string> { "limit", "page", "sort" }, names.ToHashSet());
            using var whole = await client.SendAsync("GET", $"{target}?limit=5&page=1");
            Assert.True(whole.IsSuccessStatusCode, $"{target} {whole.StatusCode}");
            await RefusedAsync(client, target, names);
        }

        Assert.Equal(Expected, seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_not_a_list_takes_no_parameter()
    {
        var job = await _consumer.SubmitEchoAsync();
        var wrong = await _consumer.RefusedAsync(
            "GET", $"/v1/jobs/{job.Uuid}?verbose=1", null, HttpStatusCode.BadRequest, "parameter-unknown");
        Assert.Contains("takes none", wrong.Detail, StringComparison.Ordinal);
        await _consumer.RefusedAsync(
            "PUT", $"/v1/jobs/{job.Uuid}/pause?for=1h", null, HttpStatusCode.BadRequest, "parameter-unknown");
        Assert.Equal(
            "PENDING", (await _consumer.GetAsync($"/v1/jobs/{job.Uuid}", ApiJson.Default.JobResource)).Status);
    }

    [Fact]
    public async Task Lists_come_in_the_order_that_is_asked_for()
    {
        var first = (await _consumer.SubmitEchoAsync()).Uuid;
        var second = (await _consumer.SubmitEchoAsync()).Uuid;
        Assert.Equal([first, second], await JobsAsync("created_at"));
        Assert.Equal([second, first], await JobsAsync("-created_at"));
        using var paused = await _consumer.SendAsync("PUT", $"/v1/jobs/{first}/pause");
        Assert.Equal([first, second], await JobsAsync("-updated_at"));

        foreach (var name in new[] { "b", "a", "c" })
        {
            using var made = await _consumer.SendAsync(
                "POST", "/v1/api-keys", ApiClient.Bytes($$"""{"name":"{{name}}"}"""));
            Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        }

        Assert.Equal(["a", "b", "c", "first key"], await KeysAsync("sort=name"));
        Assert.Equal(["first key", "c"], await KeysAsync("sort=-name&limit=2"));
        Assert.Equal(["c", "a", "b", "first key"], await KeysAsync("sort=-created_at"));
        Assert.Empty(await KeysAsync("filter[revoked]=true"));
        Assert.Equal(4, (await KeysAsync("filter[revoked]=false")).Count);
    }

    [Fact]
    public async Task Nodes_are_sorted_by_name_and_runs_found_by_node()
    {
        var lender = await _manager.OperatorAsync();
        await using var late = await LiveNode.RegisterAsync(lender, "z");
        await using var early = await LiveNode.RegisterAsync(lender, "a");
        Assert.Equal(["z", "a"], await NodesAsync(""));
        Assert.Equal(["a", "z"], await NodesAsync("?sort=name"));
        Assert.Equal(["z", "a"], await NodesAsync("?sort=-name&filter[status]=REGISTERED"));

        await early.JoinAsync();
        await _consumer.SubmitEchoAsync();
        await early.HearAsync<Protocol.Nodes.JobDispatch>();
        Assert.Equal(1, await RunsAsync(early.Id.Value));
        Assert.Equal(0, await RunsAsync(late.Id.Value));
    }

    private static async Task RefusedAsync(ApiClient client, string target, IReadOnlyList<string> names)
    {
        var unknown = await client.RefusedAsync(
            "GET", $"{target}?colour=red", null, HttpStatusCode.BadRequest, "parameter-unknown");
        Assert.Equal("colour", unknown.Field);
        Assert.All(names, name => Assert.Contains(name, unknown.Detail, StringComparison.Ordinal));
        var filter = await client.RefusedAsync(
            "GET", $"{target}?filter[colour]=red", null, HttpStatusCode.BadRequest, "parameter-unknown");
        Assert.Equal("filter[colour]", filter.Field);
        await client.RefusedAsync(
            "GET", $"{target}?limit=5&limit=6", null, HttpStatusCode.BadRequest, "parameter-repeated");
        await client.RefusedAsync("GET", $"{target}?limit=0", null, HttpStatusCode.BadRequest, "limit-invalid");
        await client.RefusedAsync("GET", $"{target}?limit=1001", null, HttpStatusCode.BadRequest, "limit-invalid");
        await client.RefusedAsync("GET", $"{target}?page=x", null, HttpStatusCode.BadRequest, "page-invalid");
        foreach (var sort in new[] { "colour", "-", "--created_at" })
        {
            await client.RefusedAsync("GET", $"{target}?sort={sort}", null, HttpStatusCode.BadRequest, "sort-invalid");
        }

        // Of names there is no list.
        foreach (var name in names.Where(name =>
            name.StartsWith("filter", StringComparison.Ordinal) && name != "filter[name]"))
        {
            var wrong = await client.RefusedAsync(
                "GET", $"{target}?{name}=nonsense", null, HttpStatusCode.BadRequest, "filter-invalid");
            Assert.Equal(name, wrong.Field);
        }
    }

    private async Task<Guid> AddWebhookAsync()
    {
        using var made = await _consumer.SendAsync(
            "POST", "/v1/webhooks", ApiClient.Bytes("""{"url":"https://hooks.example.org/"}"""));
        return (await ApiClient.ReadAsync(made, ApiJson.Default.WebhookCreated)).Webhook.Uuid;
    }

    private IEnumerable<(string Path, IReadOnlyList<string> Names)> Lists() =>
        from path in _paths.EnumerateObject()
        where path.Value.TryGetProperty("get", out _)
        let get = path.Value.GetProperty("get")
        where get.TryGetProperty("parameters", out _)
        let names = get.GetProperty("parameters").EnumerateArray()
            .Where(one => one.GetProperty("in").GetString() == "query")
            .Select(one => one.GetProperty("name").GetString()!)
            .ToList()
        where names.Contains("limit")
        select (path.Name, (IReadOnlyList<string>)names);

    private async Task<IReadOnlyList<Guid>> JobsAsync(string sort)
    {
        var page = await _consumer.GetAsync($"/v1/jobs?sort={sort}", ApiJson.Default.ListPageJobResource);
        return [.. page.Data.Select(job => job.Uuid)];
    }

    private async Task<IReadOnlyList<string>> KeysAsync(string query)
    {
        var page = await _consumer.GetAsync($"/v1/api-keys?{query}", ApiJson.Default.ListPageApiKeyResource);
        return [.. page.Data.Select(key => key.Name)];
    }

    private async Task<IReadOnlyList<string>> NodesAsync(string query)
    {
        var page = await _manager.Owner.GetAsync($"/v1/nodes{query}", ApiJson.Default.ListPageNodeResource);
        return [.. page.Data.Select(node => node.Name)];
    }

    private async Task<long> RunsAsync(Guid node) => (await _consumer.GetAsync(
        $"/v1/job-runs?filter[node_uuid]={node}", ApiJson.Default.ListPageJobRunResource)).Total;
}
