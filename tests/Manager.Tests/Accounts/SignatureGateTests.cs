using System.Net;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Tests.Support;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Signing;

namespace Heliostat.Manager.Tests.Accounts;

public sealed class SignatureGateTests : IAsyncLifetime
{
    private const string Path = "/v1/api-keys";

    private LiveManager _manager = null!;
    private ApiClient _consumer = null!;

    public async ValueTask InitializeAsync()
    {
        _manager = await LiveManager.StartAsync();
        _consumer = await _manager.ConsumerAsync();
    }

    public ValueTask DisposeAsync() => _manager.DisposeAsync();

    [Fact]
    public async Task A_signed_request_passes_and_carries_the_newest_head()
    {
        using var answer = await _consumer.SendAsync("GET", Path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var head = SignedHead.Parse(answer.Headers.GetValues(SignedHead.Header).Single())!;
        using var key = Ed25519PublicKey.FromBytes(_manager.Parts.Loop.SigningKey.PublicKey);
        Assert.True(head.Verify(key));
    }

    [Fact]
    public async Task A_request_without_a_signature_is_refused()
    {
        using var answer = await _manager.Http.GetAsync(_manager.Origin + Path);
        await ApiClient.RefusedAsync(answer, HttpStatusCode.Unauthorized, "signature-missing");
    }

    [Fact]
    public async Task An_unknown_key_and_a_bad_signature_get_the_same_answer()
    {
        var unknown = new ApiClient(_manager, NewKey.Make());
        var forged = new ApiClient(_manager, _consumer.Key with { SecretKey = NewKey.Make().SecretKey });
        using var first = await unknown.SendAsync("GET", Path);
        using var second = await forged.SendAsync("GET", Path);
        var one = await ApiClient.RefusedAsync(first, HttpStatusCode.Unauthorized, "bad-signature");
        var other = await ApiClient.RefusedAsync(second, HttpStatusCode.Unauthorized, "bad-signature");
        Assert.Equal(one, other);
    }

    [Fact]
    public async Task A_nonce_is_good_for_one_request()
    {
        var signature = _consumer.Sign("GET", Path, []);
        using var first = await _consumer.SendAsync("GET", Path, [], signature);
        using var second = await _consumer.SendAsync("GET", Path, [], signature);
        Assert.True(first.IsSuccessStatusCode);
        await ApiClient.RefusedAsync(second, HttpStatusCode.Unauthorized, "nonce-used");
    }

    [Fact]
    public async Task A_nonce_that_changed_something_is_remembered_over_a_restart()
    {
        var body = ApiClient.Bytes("""{"name":"second"}""");
        var signature = _consumer.Sign("POST", Path, body);
        using var first = await _consumer.SendAsync("POST", Path, body, signature);
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        await _manager.RestartAsync();
        using var second = await _consumer.SendAsync("POST", Path, body, signature);
        await ApiClient.RefusedAsync(second, HttpStatusCode.Unauthorized, "nonce-used");
    }

    [Theory]
    [InlineData(-301_000)]
    [InlineData(301_000)]
    public async Task A_request_signed_over_five_minutes_away_is_refused(int milliseconds)
    {
        var at = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() + milliseconds;
        var signer = new RequestSigner(_consumer.Key.PublicKey, _consumer.Key.SecretKey);
        var signature = signer.Sign("GET", Path, "", [], at, new string('a', 32));
        using var answer = await _consumer.SendAsync("GET", Path, [], signature);
        await ApiClient.RefusedAsync(answer, HttpStatusCode.Unauthorized, "signature-stale");
    }

    [Fact]
    public async Task A_body_or_path_other_than_the_signed_one_is_refused()
    {
        var signature = _consumer.Sign("POST", Path, ApiClient.Bytes("""{"name":"mine"}"""));
        using var body = await _consumer.SendAsync("POST", Path, ApiClient.Bytes("""{"name":"yours"}"""), signature);
        await ApiClient.RefusedAsync(body, HttpStatusCode.Unauthorized, "bad-signature");
        using var path = await _consumer.SendAsync("GET", Path + "?page=2", [], _consumer.Sign("GET", Path, []));
        await ApiClient.RefusedAsync(path, HttpStatusCode.Unauthorized, "bad-signature");
    }

    [Fact]
    public async Task A_preset_opens_only_what_is_its_own()
    {
        await _consumer.RefusedAsync("GET", "/v1/accounts", null, HttpStatusCode.Forbidden, "scope-missing");
        await _consumer.RefusedAsync("GET", "/v1/nodes", null, HttpStatusCode.Forbidden, "scope-missing");
        var body = ApiClient.Bytes(ApiClient.EchoJob(1));
        await _manager.Owner.RefusedAsync("POST", "/v1/jobs", body, HttpStatusCode.Forbidden, "scope-missing");
    }

    [Fact]
    public async Task A_revoked_key_opens_nothing()
    {
        var made = await MakeKeyAsync("""{"name":"second"}""");
        using (var answer = await _consumer.SendAsync("DELETE", $"{Path}/{made.Key.PublicKey}"))
        {
            Assert.True((await ApiClient.ReadAsync(answer, ApiJson.Default.ApiKeyResource)).Revoked);
        }

        var revoked = new ApiClient(_manager, new NewKey(made.Key.PublicKey, made.SecretKey));
        await revoked.RefusedAsync("GET", Path, null, HttpStatusCode.Unauthorized, "key-revoked");
    }

    [Fact]
    public async Task A_key_is_good_only_from_the_addresses_that_it_names()
    {
        var away = await MakeKeyAsync("""{"name":"away","allowed_ips":["192.0.2.0/24"]}""");
        var here = await MakeKeyAsync("""{"name":"here","allowed_ips":["127.0.0.1"]}""");
        var client = new ApiClient(_manager, new NewKey(away.Key.PublicKey, away.SecretKey));
        await client.RefusedAsync("GET", Path, null, HttpStatusCode.Forbidden, "address-not-allowed");
        client = new ApiClient(_manager, new NewKey(here.Key.PublicKey, here.SecretKey));
        using var answer = await client.SendAsync("GET", Path);
        Assert.True(answer.IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_banned_account_is_out()
    {
        using var banned = await _manager.Owner.SendAsync("PUT", $"/v1/accounts/{_consumer.Account}/ban");
        Assert.True((await ApiClient.ReadAsync(banned, ApiJson.Default.AccountResource)).Banned);
        await _consumer.RefusedAsync("GET", Path, null, HttpStatusCode.Forbidden, "account-banned");
    }

    [Fact]
    public async Task Who_fails_too_often_is_put_off_for_a_minute()
    {
        var stranger = new ApiClient(_manager, NewKey.Make());
        for (var i = 0; i < FailureLimit.FailuresPerMinuteMax; i++)
        {
            await stranger.RefusedAsync("GET", Path, null, HttpStatusCode.Unauthorized, "bad-signature");
        }

        await stranger.RefusedAsync("GET", Path, null, HttpStatusCode.TooManyRequests, "too-many-failures");
    }

    [Fact]
    public async Task An_account_that_is_asked_for_twice_with_one_idempotency_key_is_opened_once()
    {
        var body = ApiClient.Bytes("""{"kind":"operator","name":"twice"}""");
        using var first = await _manager.Owner.SendAsync("POST", "/v1/accounts", body, "k1");
        using var second = await _manager.Owner.SendAsync("POST", "/v1/accounts", body, "k1");
        var one = await ApiClient.ReadAsync(first, ApiJson.Default.AccountCreated);
        var other = await ApiClient.ReadAsync(second, ApiJson.Default.AccountCreated);
        Assert.Equal(one.Account, other.Account);
        Assert.Equal(one.Key.SecretKey, other.Key.SecretKey);
        var changed = ApiClient.Bytes("""{"kind":"operator","name":"thrice"}""");
        using var third = await _manager.Owner.SendAsync("POST", "/v1/accounts", changed, "k1");
        await ApiClient.RefusedAsync(third, HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
    }

    private async Task<ApiKeyCreated> MakeKeyAsync(string json)
    {
        using var answer = await _consumer.SendAsync("POST", Path, ApiClient.Bytes(json));
        return await ApiClient.ReadAsync(answer, ApiJson.Default.ApiKeyCreated);
    }
}
