using System.Net;
using Heliostat.Manager.Tests.Support;
using Heliostat.Protocol.Api;

namespace Heliostat.Manager.Tests.Jobs;

/// <summary>A claim that is sent twice with one key is opened once.</summary>
public sealed class ClaimRepeatTests : IAsyncLifetime
{
    private const string Black = """{"frames":"1","reason":"it is all black"}""";

    private LiveManager _manager = null!;
    private ApiClient _consumer = null!;
    private LiveNode _worker = null!;
    private LiveNode _verifier = null!;
    private string _claims = "";

    public async ValueTask InitializeAsync()
    {
        _manager = await LiveManager.StartAsync();
        _consumer = await _manager.ConsumerAsync();
        _worker = await LiveNode.RegisterAsync(await _manager.OperatorAsync(), "worker");
        _verifier = await LiveNode.RegisterAsync(await _manager.OperatorAsync(), "verifier");
        var job = await AcceptedFrames.RenderAsync(_consumer, "1", _worker, _verifier);
        _claims = $"/v1/jobs/{job.Uuid}/claims";
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _verifier.DisposeAsync();
        await _manager.DisposeAsync();
    }

    [Fact]
    public async Task A_claim_that_is_repeated_is_opened_once_also_after_a_restart()
    {
        var first = await ClaimAsync("mine");
        var second = await ClaimAsync("mine");
        Assert.Equal("it is all black", second.Reason);
        Assert.Equal((first.Number, first.CreatedAt), (second.Number, second.CreatedAt));
        await _manager.RestartAsync();
        Assert.Equal(first.Number, (await ClaimAsync("mine")).Number);
        Assert.Equal(1, (await _consumer.GetAsync(_claims, ApiJson.Default.ListPageClaimResource)).Total);

        using var other = await _consumer.SendAsync(
            "POST", _claims, ApiClient.Bytes("""{"frames":"1","reason":"it is blue"}"""), once: "mine");
        await ApiClient.RefusedAsync(other, HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        using var again = await _consumer.SendAsync("POST", _claims, ApiClient.Bytes(Black), once: "another");
        await ApiClient.RefusedAsync(again, HttpStatusCode.Conflict, "claim-open");
    }

    [Fact]
    public async Task Claims_that_come_at_once_under_one_key_are_one()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ClaimAsync("mine")));
        Assert.Equal([1], all.Select(claim => claim.Number).Distinct());
    }

    [Fact]
    public async Task Claims_are_listed_by_state_and_in_either_order()
    {
        await ClaimAsync("mine");
        Assert.Equal(1, (await _consumer.GetAsync(
            $"{_claims}?filter[status]=OPENED&sort=-number", ApiJson.Default.ListPageClaimResource)).Total);
        Assert.Equal(0, (await _consumer.GetAsync(
            $"{_claims}?filter[status]=UPHELD", ApiJson.Default.ListPageClaimResource)).Total);
    }

    private async Task<ClaimResource> ClaimAsync(string once)
    {
        using var answer = await _consumer.SendAsync("POST", _claims, ApiClient.Bytes(Black), once);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await ApiClient.ReadAsync(answer, ApiJson.Default.ListPageClaimResource)).Data.Single();
    }
}
