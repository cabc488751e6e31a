using System.Text.Json;
using Heliostat.Node.Tests.Support;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Heliostat.Node.Tests.Registering;

/// <summary>A manager's side of a registration, as strict as a real one.</summary>
internal sealed class RegistrationDesk
{
    public const string Secret = "sk_secret";

    private readonly byte[] _challenge =
        [.. Enumerable.Range(1, RegistrationProof.ChallengeBytes).Select(i => (byte)i)];
    private readonly AccountId _operator = new(Guid.NewGuid());

    public Guid Network { get; } = Guid.NewGuid();

    public string? Origin { get; set; }

    public int Refusal { get; set; }

    public IReadOnlyList<JsonWebKey> Keys { get; set; } = [JsonWebKey.Of(new byte[Ed25519.PublicKeyBytes])];

    public RegistrationRequest? Asked { get; private set; }

    public NodeId NodeId { get; } = new(Guid.NewGuid());

    public void Map(WebApplication app)
    {
        app.MapPost("/api/v1/nodes/register", RegisterAsync);
        app.MapPost("/api/v1/nodes/{node}/proof", ProveAsync);
        app.MapGet("/.well-known/jwks.json", context => AnswerAsync(
            context, JsonSerializer.SerializeToUtf8Bytes(new JsonWebKeySet(Keys), SigningJson.Default.JsonWebKeySet)));
    }

    public static string WriteKeyFile(TemporaryFolder folder)
    {
        var path = folder.File("operator.json");
        File.WriteAllText(path, JsonSerializer.Serialize(
            new KeyFile("http://elsewhere", "pk_operator", Secret), ApiFilesJson.Default.KeyFile));
        return path;
    }

    private async Task RegisterAsync(HttpContext context)
    {
        var body = await ReadAsync(context);
        var headers = RequestSignature.Read(name => context.Request.Headers[name]);
        var line = RequestLine.FromTarget("POST", context.Request.Path);
        if (Refusal != 0 || headers is null || !RequestVerifier.Matches(headers, line, body, Secret))
        {
            context.Response.StatusCode = Refusal == 0 ? 401 : Refusal;
            var problem = new Problem(
                "about:blank", "No", 401, "The desk says no.", "desk-closed", new("desk-closed", "No."));
            await context.Response.Body.WriteAsync(
                JsonSerializer.SerializeToUtf8Bytes(problem, ApiJson.Default.Problem));
            return;
        }

        Asked = JsonSerializer.Deserialize(body, WireJson.Default.RegistrationRequest)!;
        await AnswerAsync(context, JsonSerializer.SerializeToUtf8Bytes(
            new RegistrationAnswer(
                NodeId, Convert.ToHexStringLower(_challenge), "proof-only", "REGISTERED", Network, OriginFor(context),
                _operator),
            WireJson.Default.RegistrationAnswer));
    }

    private async Task ProveAsync(HttpContext context)
    {
        var body = await ReadAsync(context);
        Assert.Equal("Bearer proof-only", (string?)context.Request.Headers.Authorization);
        using var key = Ed25519PublicKey.FromPem(Asked!.PublicKey);
        var proof = new RegistrationProof(
            Network, OriginFor(context), _challenge, key.Bytes.ToArray(), _operator, Asked.Capabilities);
        var signature = JsonSerializer.Deserialize(body, WireJson.Default.ProofRequest)!.Signature;
        Assert.True(proof.Verify(Convert.FromBase64String(signature)));
        await AnswerAsync(context, JsonSerializer.SerializeToUtf8Bytes(
            new ProofAnswer(NodeId, "working-token", "REGISTERED"), WireJson.Default.ProofAnswer));
    }

    private string OriginFor(HttpContext context) => Origin ?? $"http://{context.Request.Host}";

    private static async Task<byte[]> ReadAsync(HttpContext context)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        return body.ToArray();
    }

    private static async Task AnswerAsync(HttpContext context, byte[] json)
    {
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(json);
    }
}
