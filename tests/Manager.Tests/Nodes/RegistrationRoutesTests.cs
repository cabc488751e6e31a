using System.Net;
using System.Text.Json;
using Heliostat.Manager.Tests.Support;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Signing;

namespace Heliostat.Manager.Tests.Nodes;

public sealed class RegistrationRoutesTests : IAsyncLifetime
{
    private LiveManager _manager = null!;
    private ApiClient _operator = null!;

    public async ValueTask InitializeAsync()
    {
        _manager = await LiveManager.StartAsync();
        _operator = await _manager.OperatorAsync();
    }

    public ValueTask DisposeAsync() => _manager.DisposeAsync();

    [Fact]
    public async Task A_node_that_proves_its_key_is_registered_and_gets_a_token_that_others_can_check()
    {
        await using var node = await LiveNode.RegisterAsync(_operator);
        var shown = await _operator.GetAsync($"/v1/nodes/{node.Id}", ApiJson.Default.NodeResource);
        Assert.Equal(("n1", "REGISTERED", _operator.Account.Value), (shown.Name, shown.Status, shown.OperatorUuid));

        var text = await _manager.Http.GetStringAsync(_manager.Origin + "/.well-known/jwks.json");
        var set = JsonSerializer.Deserialize(text, SigningJson.Default.JsonWebKeySet)!;
        using var key = Ed25519PublicKey.FromBytes(set.Keys.Single().ToPublicKey()!);
        Assert.True(Jws.TryVerify(
            node.Token, id => id == set.Keys[0].KeyId ? key : null, SigningJson.Default.TokenClaims, out var claims));
        Assert.Equal(("relay", node.Id.ToString()), (claims!.Audience, claims.Subject));
        Assert.Equal(_manager.Parts.Loop.NetworkId.ToString(), claims.Issuer);
    }

    [Fact]
    public async Task A_proof_by_another_key_is_refused_and_the_challenge_is_used_up()
    {
        using var key = Ed25519PrivateKey.Generate();
        using var other = Ed25519PrivateKey.Generate();
        var answer = await LiveNode.BeginAsync(_operator, key);
        using var wrong = await LiveNode.ProveAsync(_manager, answer, LiveNode.Proof(answer, other));
        await ApiClient.RefusedAsync(wrong, HttpStatusCode.Forbidden, "proof-invalid");
        using var right = await LiveNode.ProveAsync(_manager, answer, LiveNode.Proof(answer, key));
        await ApiClient.RefusedAsync(right, HttpStatusCode.Conflict, "challenge-over");
    }

    [Fact]
    public async Task A_registrations_token_opens_neither_another_nodes_proof_nor_the_relay()
    {
        using var key = Ed25519PrivateKey.Generate();
        var answer = await LiveNode.BeginAsync(_operator, key);
        using var elsewhere = await LiveNode.ProveAsync(
            _manager, answer, LiveNode.Proof(answer, key), new(Guid.NewGuid()));
        await ApiClient.RefusedAsync(elsewhere, HttpStatusCode.Unauthorized, "token-invalid");
        using var transfers = await LiveNode.PostAsync(
            _manager, $"/api/v1/nodes/{answer.NodeId}/transfers", answer.Token, "{}"u8.ToArray());
        await ApiClient.RefusedAsync(transfers, HttpStatusCode.Unauthorized, "token-invalid");
    }

    [Fact]
    public async Task A_new_key_on_an_own_node_ends_the_tokens_before_it()
    {
        await using var node = await LiveNode.RegisterAsync(_operator);
        using var key = Ed25519PrivateKey.Generate();
        var answer = await LiveNode.BeginAsync(_operator, key, "renamed", node.Id);
        Assert.Equal(node.Id, answer.NodeId);
        using var proved = await LiveNode.ProveAsync(_manager, answer, LiveNode.Proof(answer, key));
        Assert.True(proved.IsSuccessStatusCode);
        var shown = await _operator.GetAsync($"/v1/nodes/{node.Id}", ApiJson.Default.NodeResource);
        Assert.Equal("renamed", shown.Name);
        await node.ConnectAsync();
        Assert.Equal(4001, await node.ClosedAsync());
    }

    [Fact]
    public async Task Another_operators_node_cannot_be_taken()
    {
        await using var node = await LiveNode.RegisterAsync(_operator);
        var other = await _manager.OperatorAsync();
        var body = ApiClient.Bytes($$"""
            {"name":"mine","public_key":{{JsonSerializer.Serialize(Ed25519PublicKey.ToPem(node.Key.PublicKey))}},
            "capabilities":[],"node_id":"{{node.Id}}"}
            """);
        await other.RefusedAsync(
            "POST", "/api/v1/nodes/register", body, HttpStatusCode.Forbidden, "node-foreign");
        await other.RefusedAsync("GET", $"/v1/nodes/{node.Id}", null, HttpStatusCode.NotFound, "node-unknown");
        await other.RefusedAsync("PUT", $"/v1/nodes/{node.Id}/drain", null, HttpStatusCode.NotFound, "node-unknown");
    }

    [Theory]
    [InlineData("""{"signature\ud800":"AAAA"}""", "json-not-text")]
    [InlineData("""{"signature":1}""", "field-invalid")]
    [InlineData("""{"signature":"AAAA"}}""", "json-broken")]
    public async Task A_proof_that_cannot_be_read_is_refused_and_the_challenge_stays(string json, string code)
    {
        using var key = Ed25519PrivateKey.Generate();
        var answer = await LiveNode.BeginAsync(_operator, key);
        var path = $"/api/v1/nodes/{answer.NodeId}/proof";
        using var wrong = await LiveNode.PostAsync(_manager, path, answer.Token, ApiClient.Bytes(json));
        await ApiClient.RefusedAsync(wrong, HttpStatusCode.BadRequest, code);
        using var right = await LiveNode.ProveAsync(_manager, answer, LiveNode.Proof(answer, key));
        Assert.True(right.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData("""{"name":"","public_key":"x","capabilities":[]}""", "name-invalid")]
    [InlineData("""{"name":"n","public_key":"x","capabilities":[]}""", "public-key-invalid")]
    public async Task A_registration_that_is_wrong_is_refused(string json, string code) => await _operator.RefusedAsync(
        "POST", "/api/v1/nodes/register", ApiClient.Bytes(json), HttpStatusCode.UnprocessableEntity, code);
}
