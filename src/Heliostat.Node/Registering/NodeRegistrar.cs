using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Signing;

namespace Heliostat.Node.Registering;

/// <summary>
/// Registers this machine as a node of an operator: a new key, signed for by the operator's API key and proved by a
/// signature of its own. Nothing in the home changes before the manager has said yes.
/// </summary>
public sealed class NodeRegistrar
{
    private const string RegisterPath = "/api/v1/nodes/register";
    private const string KeysPath = "/.well-known/jwks.json";
    private const int KeysMax = 16;
    private const int NameLengthMax = 100;
    private const int AnswerBytesMax = 64 * 1024;

    private readonly NodeHome _home;
    private readonly HttpMessageInvoker _http;

    /// <summary>Registers into this home, through this client.</summary>
    public NodeRegistrar(NodeHome home, HttpMessageInvoker http)
    {
        _home = home;
        _http = http;
    }

    /// <summary>Registers.</summary>
    /// <exception cref="RegistrationException">It was refused; the message says why and what to do.</exception>
    public async Task<RegistrationOutcome> RegisterAsync(RegistrationWish wish, CancellationToken cancellation)
    {
        var gateway = CheckWish(wish);
        var before = wish.Force ? ReadSettingsLeniently() : null;
        var choice = CapabilityChoice.Of(wish.Capabilities, [.. before?.Plugins ?? [], .. wish.Plugins]);
        if (choice.Known.Count == 0)
        {
            throw new RegistrationException("no-capability", string.Join(' ', choice.Warnings));
        }

        using var key = Ed25519PrivateKey.Generate();
        var answer = await AskAsync(gateway, wish, choice.Known, before, key, cancellation).ConfigureAwait(false);
        var proof = await ProveAsync(gateway, answer, choice.Known, key, cancellation).ConfigureAwait(false);
        var managerKeys = await AskForKeysAsync(gateway, cancellation).ConfigureAwait(false);
        _home.WriteKey(key);
        _home.WriteSettings(new NodeSettings(
            gateway.Origin, answer.NodeId, answer.Network, answer.Operator, wish.Name, choice.Known, proof.Token)
        {
            Plugins = before?.Plugins ?? [],
            ManagerKeys = managerKeys,
        });
        var warnings = gateway.IsPrivate
            ? choice.Warnings
            : [.. choice.Warnings, $"{gateway} is not encrypted: whoever listens on the way can take the token."];
        return new RegistrationOutcome(answer.NodeId, proof.Token, choice.Known, warnings, _home.Folder);
    }

    private GatewayAddress CheckWish(RegistrationWish wish)
    {
        if (!GatewayAddress.TryParse(wish.GatewayUrl, out var gateway, out var error))
        {
            throw new RegistrationException("gateway-url-invalid", error!);
        }

        if (string.IsNullOrWhiteSpace(wish.Name) || wish.Name.Length > NameLengthMax)
        {
            throw new RegistrationException("name-invalid", $"A node's name has 1 to {NameLengthMax} characters.");
        }

        if (_home.IsTaken && !wish.Force)
        {
            throw new RegistrationException(
                "already-registered",
                $"A node was registered from {_home.Folder} already. Use --force to give it a new key, or another "
                + $"folder by {NodeHome.Variable}.");
        }

        return !Ed25519.IsAvailable
            ? throw new RegistrationException("signing-unavailable", Ed25519.WhyUnavailable!)
            : gateway!;
    }

    private NodeSettings? ReadSettingsLeniently()
    {
        try
        {
            return _home.ReadSettings();
        }
        catch (RegistrationException)
        {
            // With --force a broken file is overwritten; the node then gets a new id.
            return null;
        }
    }

    private async Task<RegistrationAnswer> AskAsync(
        GatewayAddress gateway,
        RegistrationWish wish,
        IReadOnlyList<string> capabilities,
        NodeSettings? before,
        Ed25519PrivateKey key,
        CancellationToken cancellation)
    {
        var operatorKey = ReadOperatorKey(wish.OperatorKeyFile);
        var publicKey = Ed25519PublicKey.ToPem(key.PublicKey);
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new RegistrationRequest(wish.Name, publicKey, capabilities, before?.NodeId),
            WireJson.Default.RegistrationRequest);
        using var request = Post(gateway.Url(RegisterPath), body);
        var signer = new RequestSigner(operatorKey.PublicKey, operatorKey.SecretKey);
        foreach (var (name, value) in signer.Sign("POST", RegisterPath, "", body).ToHeaders())
        {
            request.Headers.Add(name, value);
        }

        return await SendAsync(request, WireJson.Default.RegistrationAnswer, cancellation).ConfigureAwait(false);
    }

    private async Task<ProofAnswer> ProveAsync(
        GatewayAddress gateway,
        RegistrationAnswer answer,
        IReadOnlyList<string> capabilities,
        Ed25519PrivateKey key,
        CancellationToken cancellation)
    {
        // Else a manager in between could pass our proof on to the one that it names.
        if (!gateway.IsAlso(answer.Origin))
        {
            throw new RegistrationException(
                "origin-differs",
                $"The manager at {gateway} calls itself {answer.Origin}. Register at the address that it has.");
        }

        var proof = new RegistrationProof(
            answer.Network,
            answer.Origin,
            ReadChallenge(answer.Challenge),
            key.PublicKey.ToArray(),
            answer.Operator,
            capabilities);
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new ProofRequest(Convert.ToBase64String(proof.Sign(key))), WireJson.Default.ProofRequest);
        using var request = Post(gateway.Url($"/api/v1/nodes/{answer.NodeId}/proof"), body);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", answer.Token);
        return await SendAsync(request, WireJson.Default.ProofAnswer, cancellation).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<JsonWebKey>> AskForKeysAsync(
        GatewayAddress gateway, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, gateway.Url(KeysPath));
        var known = await SendAsync(request, SigningJson.Default.JsonWebKeySet, cancellation).ConfigureAwait(false);
        return known.Keys is { Count: > 0 and <= KeysMax } keys && keys.All(key => key?.ToPublicKey() is not null)
            ? keys
            : throw new RegistrationException(
                "answer-not-understood", $"The manager's keys, at {KeysPath}, are not Ed25519 keys.");
    }

    private async Task<T> SendAsync<T>(
        HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        try
        {
            using var response = await _http.SendAsync(request, cancellation).ConfigureAwait(false);
            await response.Content.LoadIntoBufferAsync(AnswerBytesMax, cancellation).ConfigureAwait(false);
            var text = await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw Refused((int)response.StatusCode, text);
            }

            return JsonSerializer.Deserialize(text, type) ?? throw new JsonException("The answer is null.");
        }
        catch (HttpRequestException error)
        {
            var place = request.RequestUri!.GetLeftPart(UriPartial.Authority);
            throw new RegistrationException(
                "gateway-unreachable", $"The manager at {place} cannot be reached: {error.Message}");
        }
        catch (JsonException)
        {
            throw new RegistrationException(
                "answer-not-understood", "The manager's answer was not understood. Is it a Heliostat manager?");
        }
    }

    private static RegistrationException Refused(int status, byte[] text)
    {
        try
        {
            var problem = JsonSerializer.Deserialize(text, ApiJson.Default.Problem);
            return new RegistrationException(problem!.Code, problem.Detail);
        }
        catch (Exception error) when (error is JsonException or NullReferenceException)
        {
            return new RegistrationException("refused", $"The manager refused with HTTP status {status}.");
        }
    }

    private static KeyFile ReadOperatorKey(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), ApiFilesJson.Default.KeyFile)!;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new RegistrationException(
                "operator-key-unreadable",
                $"{path} is not a key file that can be read. `heliostat operator create` writes one.");
        }
    }

    private static byte[] ReadChallenge(string challenge)
    {
        try
        {
            var bytes = Convert.FromHexString(challenge);
            return bytes.Length == RegistrationProof.ChallengeBytes ? bytes : throw new FormatException();
        }
        catch (FormatException)
        {
            throw new RegistrationException("answer-not-understood", "The manager's challenge is malformed.");
        }
    }

    private static HttpRequestMessage Post(Uri url, byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
    }
}
