using System.Net;
using System.Text.Json;
using Heliostat.Manager.Operations;
using Heliostat.Manager.Tests.Support;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Tests.Accounts;

public sealed class QuotaRoutesTests : IAsyncLifetime
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
    public async Task The_owner_sets_quotas_and_the_account_sees_them_and_what_it_has()
    {
        var set = await SetAsync("""{"jobs":5,"tasks":10,"weight":3}""");
        Assert.Equal((5, 10, 3), (set.Quota.Jobs, set.Quota.Tasks, set.Weight));
        await _consumer.SubmitEchoAsync(8);
        await _consumer.UploadAsync("a texture"u8.ToArray());
        await _manager.RestartAsync();

        var own = await _consumer.GetAsync("/v1/account", ApiJson.Default.AccountUsage);
        Assert.Equal((set.Quota, new(1, 8, 9)), (own.Quota, own.Used));
        Assert.Equal(3, own.Weight);
        Assert.Equal(["tasks"], own.Near);
        var seen = await _manager.Owner.GetAsync($"/v1/accounts/{_consumer.Account}", ApiJson.Default.AccountUsage);
        Assert.Equal(own.Used, seen.Used);
    }

    [Fact]
    public async Task Quotas_are_the_owners_to_set_and_have_bounds()
    {
        var path = $"/v1/accounts/{_consumer.Account}/quota";
        var body = ApiClient.Bytes("""{"jobs":5}""");
        await _consumer.RefusedAsync("PUT", path, body, HttpStatusCode.Forbidden, "scope-missing");
        await _consumer.RefusedAsync(
            "GET", $"/v1/accounts/{_consumer.Account}", null, HttpStatusCode.Forbidden, "scope-missing");
        await _manager.Owner.RefusedAsync(
            "PUT", path, ApiClient.Bytes("""{"weight":0}"""), HttpStatusCode.UnprocessableEntity, "weight-invalid");
        await _manager.Owner.RefusedAsync(
            "PUT", $"/v1/accounts/{Guid.NewGuid()}/quota", body, HttpStatusCode.NotFound, "account-unknown");
    }

    [Theory]
    [InlineData("""{"jobs":0}""", "jobs-over-quota")]
    [InlineData("""{"tasks":2}""", "tasks-over-quota")]
    [InlineData("""{"bytes":0}""", "bytes-over-quota")]
    public async Task A_job_over_a_quota_is_refused_with_the_quota_and_a_time(string quota, string code)
    {
        await SetAsync(quota);
        using var answer = await _consumer.SendAsync("POST", "/v1/jobs", ApiClient.Bytes(ApiClient.EchoJob(3)));
        var problem = await ApiClient.RefusedAsync(answer, HttpStatusCode.TooManyRequests, code);
        Assert.Contains("quota is", problem.Detail, StringComparison.Ordinal);
        Assert.Equal([$"{Problems.QuotaRetrySeconds}"], answer.Headers.GetValues("Retry-After"));
    }

    [Fact]
    public async Task An_upload_over_the_quota_is_refused_before_it_starts_and_each_blob_counts_once()
    {
        await SetAsync("""{"bytes":100}""");
        await _consumer.UploadAsync(new byte[30]);

        Assert.Equal(HttpStatusCode.OK, await AskAsync((1, 40)));
        // Promised already, so it counts once; with another one it would be too much.
        Assert.Equal(HttpStatusCode.OK, await AskAsync((1, 40), (2, 30)));
        Assert.Equal(HttpStatusCode.TooManyRequests, await AskAsync((3, 1)));
        using var refused = await SendAsync((3, 1));
        await ApiClient.RefusedAsync(refused, HttpStatusCode.TooManyRequests, "bytes-over-quota");

        var other = await _manager.ConsumerAsync();
        await other.UploadAsync(new byte[200]);
        Assert.Equal(HttpStatusCode.OK, await AskAsync((2, 30)));
        await SetAsync("""{"bytes":101}""");
        Assert.Equal(HttpStatusCode.OK, await AskAsync((3, 1)));
    }

    [Fact]
    public async Task Nearing_the_quota_of_bytes_is_recorded_once()
    {
        await SetAsync("""{"bytes":100}""");
        await _consumer.UploadAsync(new byte[90]);
        await Waits.UntilAsync(() => _manager.Parts.Loop.AskAsync(
            network => network.Accounts.Find(_consumer.Account)!.BytesNear));
        Assert.Equal(1, _manager.Parts.Loop.Journal.Read(1).Count(entry =>
            System.Text.Encoding.UTF8.GetString(entry.Body.Span).Contains("quota-neared", StringComparison.Ordinal)));

        await SetAsync("""{"bytes":1000}""");
        await Waits.UntilAsync(async () => !await _manager.Parts.Loop.AskAsync(
            network => network.Accounts.Find(_consumer.Account)!.BytesNear));
    }

    private async Task<AccountUsage> SetAsync(string json)
    {
        using var answer = await _manager.Owner.SendAsync(
            "PUT", $"/v1/accounts/{_consumer.Account}/quota", ApiClient.Bytes(json));
        return await ApiClient.ReadAsync(answer, ApiJson.Default.AccountUsage);
    }

    private async Task<HttpStatusCode> AskAsync(params (byte Name, long Bytes)[] blobs)
    {
        using var answer = await SendAsync(blobs);
        return answer.StatusCode;
    }

    private Task<HttpResponseMessage> SendAsync(params (byte Name, long Bytes)[] blobs) => _consumer.SendAsync(
        "POST",
        "/v1/blobs",
        JsonSerializer.SerializeToUtf8Bytes(
            new BlobsRequest([.. blobs.Select(blob => new BlobName(ContentHash.Of([blob.Name]), blob.Bytes))]),
            ApiJson.Default.BlobsRequest));
}
