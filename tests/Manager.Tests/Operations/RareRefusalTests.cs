using System.Net;
using System.Text.Json;
using Heliostat.Manager.Tests.Support;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Tests.Operations;

/// <summary>Refusals that hardly anybody ever sees.</summary>
public sealed class RareRefusalTests : IAsyncLifetime
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
    public async Task Accounts_are_of_kinds_that_there_are()
    {
        await _manager.Owner.RefusedAsync(
            "GET", "/v1/accounts?filter%5Bkind%5D=tenant", [], HttpStatusCode.BadRequest, "filter-invalid");
        await _manager.Owner.RefusedAsync(
            "POST",
            "/v1/accounts",
            ApiClient.Bytes("""{"kind":"network-owner","name":"another"}"""),
            HttpStatusCode.UnprocessableEntity,
            "kind-invalid");
    }

    [Fact]
    public Task A_key_is_allowed_from_addresses_only() => _consumer.RefusedAsync(
        "POST",
        "/v1/api-keys",
        ApiClient.Bytes("""{"name":"k","allowed_ips":["somewhere"]}"""),
        HttpStatusCode.UnprocessableEntity,
        "address-invalid");

    [Fact]
    public async Task A_request_that_is_made_once_has_a_key_of_visible_characters()
    {
        foreach (var once in (string[])["with space", new string('a', 256)])
        {
            using var answer = await _consumer.SendAsync(
                "POST", "/v1/jobs", ApiClient.Bytes(ApiClient.EchoJob(1)), once);
            await ApiClient.RefusedAsync(answer, HttpStatusCode.BadRequest, "idempotency-key-invalid");
        }
    }

    [Fact]
    public async Task A_job_has_few_words_and_a_small_payload()
    {
        var description = new string('a', JobRequest.DescriptionLengthMax + 1);
        await WordsRefusedAsync("an echo", "", "title-invalid");
        await WordsRefusedAsync("an echo", new string('a', JobRequest.TitleLengthMax + 1), "title-invalid");
        await WordsRefusedAsync("an echo", $"t\",\"description\":\"{description}", "description-invalid");
        await WordsRefusedAsync("hello", new string('a', PluginSettings.PayloadBytesMax), "payload-too-large");
    }

    [Fact]
    public Task A_request_names_so_many_blobs_at_most() => _consumer.RefusedAsync(
        "POST",
        "/v1/blobs",
        JsonSerializer.SerializeToUtf8Bytes(
            new BlobsRequest(Blobs(BlobsRequest.BlobsMax + 1)), ApiJson.Default.BlobsRequest),
        HttpStatusCode.UnprocessableEntity,
        "blobs-too-many");

    [Fact]
    public async Task A_node_asks_for_so_many_urls_at_most_and_reports_frames_without_results()
    {
        await using var node = await LiveNode.RegisterAsync(await _manager.OperatorAsync());
        await node.JoinAsync();
        await _consumer.SubmitAsync(await Scenes.JobAsync(_consumer, "1"));
        var dispatch = await node.HearAsync<JobDispatch>();
        var asked = new TransferRequest(dispatch.Run, [], Blobs(TransferRequest.UrlsMax + 1));
        using var answer = await LiveNode.PostAsync(
            _manager,
            $"/api/v1/nodes/{node.Id}/transfers",
            node.Token,
            JsonSerializer.SerializeToUtf8Bytes(asked, WireJson.Default.TransferRequest));
        await ApiClient.RefusedAsync(answer, HttpStatusCode.UnprocessableEntity, "urls-too-many");

        var ack = await node.ReportAsync(new JobResult(
            dispatch.Run, 0, 10, ContentHash.Of("list"u8), Blobs(1)[0], null, JsonElement.Parse("1")));
        Assert.Equal("result-strange", ack.Refused!.Single().Code);
    }

    [Fact]
    public async Task A_node_names_so_many_capabilities_at_most()
    {
        using var key = Ed25519PrivateKey.Generate();
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new RegistrationRequest(
                "n", Ed25519PublicKey.ToPem(key.PublicKey), [.. Enumerable.Repeat("echo", 1_000)], null),
            WireJson.Default.RegistrationRequest);
        await (await _manager.OperatorAsync()).RefusedAsync(
            "POST", "/api/v1/nodes/register", body, HttpStatusCode.UnprocessableEntity, "capabilities-invalid");
    }

    private static List<BlobName> Blobs(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new BlobName(ContentHash.Of(BitConverter.GetBytes(i)), 4))];

    private Task WordsRefusedAsync(string old, string now, string code)
    {
        var json = ApiClient.EchoJob(1).Replace(old, now, StringComparison.Ordinal);
        return _consumer.RefusedAsync(
            "POST", "/v1/jobs", ApiClient.Bytes(json), HttpStatusCode.UnprocessableEntity, code);
    }
}
