using System.Net;
using System.Text;
using Heliostat.Core.Webhooks;
using Heliostat.Manager.Tests.Support;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Webhooks;

namespace Heliostat.Manager.Tests.Webhooks;

/// <summary>Webhooks as a consumer keeps them.</summary>
public sealed class WebhookRoutesTests : IAsyncLifetime
{
    private const string Hooks = "/v1/webhooks";
    private const string Url = "https://hooks.example.org/heliostat?team=7";

    private LiveManager _manager = null!;
    private ApiClient _consumer = null!;
    private WebhookReceiver _receiver = null!;

    public async ValueTask InitializeAsync()
    {
        _manager = await LiveManager.StartAsync(options => options with { LoopbackWebhooks = true });
        _consumer = await _manager.ConsumerAsync();
        _receiver = await WebhookReceiver.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        await _manager.DisposeAsync();
    }

    [Fact]
    public async Task A_webhook_is_added_listed_and_removed_and_a_restart_keeps_it()
    {
        var added = await AddAsync(Url, "job.completed");
        Assert.StartsWith(WebhookSignature.SecretPrefix, added.Secret, StringComparison.Ordinal);
        await _manager.RestartAsync();

        var listed = Assert.Single(await ListAsync());
        Assert.Equal((added.Webhook.Uuid, Url, "ACTIVE"), (listed.Uuid, listed.Url, listed.Status));
        Assert.Equal("job.completed", Assert.Single(listed.Events));
        using var removed = await _consumer.SendAsync("DELETE", $"{Hooks}/{listed.Uuid}");
        await ApiClient.ReadAsync(removed, ApiJson.Default.WebhookResource);
        Assert.Empty(await ListAsync());
        await RefusedAsync("DELETE", $"{Hooks}/{listed.Uuid}", null, HttpStatusCode.NotFound, "webhook-unknown");
    }

    [Fact]
    public async Task Neither_url_nor_secret_is_in_the_journal_or_the_outbox()
    {
        var added = await AddAsync(_receiver.Url + "?token=for-your-eyes-only");
        await TestAsync(added.Webhook.Uuid);
        using var rotated = await _consumer.SendAsync("POST", $"{Hooks}/{added.Webhook.Uuid}/rotate");
        var secret = (await ApiClient.ReadAsync(rotated, ApiJson.Default.WebhookCreated)).Secret;
        await _manager.RestartAsync();
        string[] secrets = ["for-your-eyes-only", added.Secret, secret];
        string[] files = [.. Directory.GetFiles(_manager.Folder, "*.db*").Where(path => !path.EndsWith(".lock"))];
        Assert.True(files.Length >= 4, $"{files.Length} files");
        foreach (var path in files)
        {
            var text = Encoding.Latin1.GetString(await ReadAsync(path));
            Assert.DoesNotContain(secrets, part => text.Contains(part, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_request_repeated_with_its_idempotency_key_adds_one_webhook()
    {
        var body = Body(Url);
        using var first = await _consumer.SendAsync("POST", Hooks, body, "once");
        using var again = await _consumer.SendAsync("POST", Hooks, body, "once");
        var (one, two) = (
            await ApiClient.ReadAsync(first, ApiJson.Default.WebhookCreated),
            await ApiClient.ReadAsync(again, ApiJson.Default.WebhookCreated));
        Assert.Equal((one.Webhook.Uuid, one.Secret), (two.Webhook.Uuid, two.Secret));
        Assert.Single(await ListAsync());
    }

    [Fact]
    public async Task What_is_no_webhook_is_refused()
    {
        const HttpStatusCode Unfit = HttpStatusCode.UnprocessableEntity;
        await RefusedAsync("POST", Hooks, "{}"u8.ToArray(), HttpStatusCode.BadRequest, "field-missing");
        await RefusedAsync("POST", Hooks, Body("https://10.0.0.1/"), Unfit, "url-not-public");
        await RefusedAsync("POST", Hooks, Body(Url, "units.eaten"), Unfit, "news-type-invalid");
        await RefusedAsync(
            "POST", Hooks, """{"url":"https://a.example","events":[null]}"""u8.ToArray(), HttpStatusCode.BadRequest,
            "field-invalid");
        for (var i = 0; i < AddWebhook.WebhooksPerAccountMax; i++)
        {
            await AddAsync(Url);
        }

        await RefusedAsync("POST", Hooks, Body(Url), HttpStatusCode.Conflict, "webhooks-too-many");
    }

    [Fact]
    public async Task Webhooks_are_a_consumers_and_its_own()
    {
        var added = await AddAsync(Url);
        var other = await _manager.ConsumerAsync();
        foreach (var (method, path) in new[]
            {
                ("DELETE", ""), ("POST", "/rotate"), ("PUT", "/enable"), ("POST", "/test"), ("GET", "/deliveries"),
            })
        {
            await other.RefusedAsync(
                method, $"{Hooks}/{added.Webhook.Uuid}{path}", null, HttpStatusCode.NotFound, "webhook-unknown");
        }

        var operatorKey = await _manager.OperatorAsync();
        await operatorKey.RefusedAsync("POST", Hooks, Body(Url), HttpStatusCode.Forbidden, "scope-missing");
        Assert.Empty((await other.GetAsync(Hooks, ApiJson.Default.ListPageWebhookResource)).Data);
    }

    [Fact]
    public async Task A_test_is_posted_at_once_and_says_what_became_of_it()
    {
        var added = await AddAsync(_receiver.Url, "job.completed");
        var test = await TestAsync(added.Webhook.Uuid);
        Assert.Equal(("DELIVERED", 204, NewsTypes.WebhookTest), (test.Status, test.StatusCode, test.Type));
        var post = Assert.Single(_receiver.Posts);
        Assert.Equal((test.Id, NewsTypes.WebhookTest), (post.Id, post.News.Type));
        Assert.Equal(added.Webhook.Uuid, post.News.Data.WebhookUuid);
        Assert.True(post.IsSignedWith(added.Secret));
        Assert.False(post.IsSignedWith(WebhookSignature.NewSecret()));
        await RefusedAsync(
            "POST", $"{Hooks}/{added.Webhook.Uuid}/test", null, HttpStatusCode.TooManyRequests, "test-too-soon");

        var dead = await AddAsync("http://127.0.0.1:1/");
        var failed = await TestAsync(dead.Webhook.Uuid);
        Assert.Equal(
            ("DROPPED", null, "the connection was refused"), (failed.Status, failed.StatusCode, failed.Error));
        var kept = await DeliveriesAsync(dead.Webhook.Uuid);
        Assert.Equal(failed, Assert.Single(kept));
    }

    [Fact]
    public async Task A_new_secret_signs_together_with_the_one_before()
    {
        var added = await AddAsync(_receiver.Url);
        using var answer = await _consumer.SendAsync("POST", $"{Hooks}/{added.Webhook.Uuid}/rotate");
        var rotated = await ApiClient.ReadAsync(answer, ApiJson.Default.WebhookCreated);
        Assert.NotEqual(added.Secret, rotated.Secret);
        Assert.NotNull(rotated.Webhook.PreviousSecretUntil);
        await _manager.RestartAsync();
        await TestAsync(added.Webhook.Uuid);
        var post = Assert.Single(_receiver.Posts);
        Assert.True(post.IsSignedWith(added.Secret) && post.IsSignedWith(rotated.Secret));
    }

    private static byte[] Body(string url, params string[] events) => ApiClient.Bytes(
        $$"""{"url":"{{url}}","events":[{{string.Join(',', events.Select(type => $"\"{type}\""))}}]}""");

    private static async Task<byte[]> ReadAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private async Task<WebhookCreated> AddAsync(string url, params string[] events)
    {
        using var answer = await _consumer.SendAsync("POST", Hooks, Body(url, events));
        return await ApiClient.ReadAsync(answer, ApiJson.Default.WebhookCreated);
    }

    private async Task<WebhookDelivery> TestAsync(Guid webhook)
    {
        using var answer = await _consumer.SendAsync("POST", $"{Hooks}/{webhook}/test");
        return await ApiClient.ReadAsync(answer, ApiJson.Default.WebhookDelivery);
    }

    private async Task<IReadOnlyList<WebhookResource>> ListAsync() =>
        (await _consumer.GetAsync(Hooks, ApiJson.Default.ListPageWebhookResource)).Data;

    private async Task<IReadOnlyList<WebhookDelivery>> DeliveriesAsync(Guid webhook) =>
        (await _consumer.GetAsync($"{Hooks}/{webhook}/deliveries", ApiJson.Default.ListPageWebhookDelivery)).Data;

    private Task RefusedAsync(string method, string path, byte[]? body, HttpStatusCode status, string code) =>
        _consumer.RefusedAsync(method, path, body, status, code);
}
