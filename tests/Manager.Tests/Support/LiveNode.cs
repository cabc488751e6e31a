using System.Net.WebSockets;
using System.Text.Json;
using Heliostat.Manager.Nodes;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Tests.Support;

/// <summary>A node of a test: registers, connects, and says what the test tells it to.</summary>
internal sealed class LiveNode : IAsyncDisposable
{
    private const int WaitSecondsMax = 20;

    private readonly LiveManager _manager;
    private readonly Ed25519PrivateKey _key;
    private readonly Queue<ManagerMessage> _heard = new();
    private ClientWebSocket? _socket;
    private MessageBuffer _buffer = new();

    private LiveNode(LiveManager manager, Ed25519PrivateKey key, NodeId id, string token) =>
        (_manager, _key, Id, Token) = (manager, key, id, token);

    public NodeId Id { get; }

    public string Token { get; }

    public Ed25519PrivateKey Key => _key;

    public ManagerHello Hello { get; private set; } = null!;

    public ulong Counter { get; set; }

    public static NodeFacts Facts { get; } =
        new("test", ["echo", "cpu_benchmark", "render"], NodeDuties.Both, "cpu/test", 2, 1L << 32, 2, 4);

    public static async Task<LiveNode> RegisterAsync(ApiClient operatorClient, string name = "n1")
    {
        var key = Ed25519PrivateKey.Generate();
        var answer = await BeginAsync(operatorClient, key, name);
        using var proved = await ProveAsync(operatorClient.Manager, answer, Proof(answer, key));
        var proof = await ApiClient.ReadAsync(proved, WireJson.Default.ProofAnswer);
        return new LiveNode(operatorClient.Manager, key, answer.NodeId, proof.Token);
    }

    public static async Task<RegistrationAnswer> BeginAsync(
        ApiClient operatorClient, Ed25519PrivateKey key, string name = "n1", NodeId? node = null)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new RegistrationRequest(name, Ed25519PublicKey.ToPem(key.PublicKey), ["echo"], node),
            WireJson.Default.RegistrationRequest);
        using var answer = await operatorClient.SendAsync("POST", "/api/v1/nodes/register", body);
        return await ApiClient.ReadAsync(answer, WireJson.Default.RegistrationAnswer);
    }

    public static byte[] Proof(RegistrationAnswer answer, Ed25519PrivateKey key) => new RegistrationProof(
        answer.Network,
        answer.Origin,
        Convert.FromHexString(answer.Challenge),
        key.PublicKey.ToArray(),
        answer.Operator,
        ["echo"]).Sign(key);

    public static Task<HttpResponseMessage> ProveAsync(
        LiveManager manager, RegistrationAnswer answer, byte[] signature, NodeId? node = null)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new ProofRequest(Convert.ToBase64String(signature)), WireJson.Default.ProofRequest);
        return PostAsync(manager, $"/api/v1/nodes/{node ?? answer.NodeId}/proof", answer.Token, body);
    }

    public static async Task<HttpResponseMessage> PostAsync(
        LiveManager manager, string path, string token, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, manager.Origin + path)
        {
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Authorization = new("Bearer", token);
        return await manager.Http.SendAsync(request);
    }

    /// <summary>The same node once more, as when a lost connection is not yet known to be lost.</summary>
    public LiveNode Twin() => new(_manager, Ed25519PrivateKey.FromSeed(_key.ToSeed()), Id, Token);

    /// <summary>Opens the connection; what the manager says first is kept.</summary>
    public async Task ConnectAsync(NodeId? path = null, bool byQuery = false)
    {
        _socket = new ClientWebSocket();
        var query = byQuery ? $"?token={Token}" : "";
        if (!byQuery)
        {
            _socket.Options.SetRequestHeader("Authorization", $"Bearer {Token}");
        }

        Counter = 0;
        _heard.Clear();
        var origin = _manager.Origin.Replace("http", "ws", StringComparison.Ordinal);
        await _socket.ConnectAsync(new Uri($"{origin}/api/v1/relay/ws/{path ?? Id}{query}"), Limit());
    }

    /// <summary>Connects, says hello, and waits until it is durable.</summary>
    public Task JoinAsync(
        IReadOnlyList<RunId>? runs = null,
        IReadOnlyList<CheckId>? checks = null,
        NodeDuties duties = NodeDuties.Both) => JoinAsync(Facts with { Duties = duties }, runs, checks);

    /// <summary>The same, with facts of the test's own.</summary>
    public async Task JoinAsync(
        NodeFacts facts, IReadOnlyList<RunId>? runs = null, IReadOnlyList<CheckId>? checks = null)
    {
        await ConnectAsync();
        Hello = await HearAsync<ManagerHello>();
        var ack = await ReportAsync(new NodeHello(facts, runs ?? [], checks ?? []));
        Assert.Null(ack.Refused);
    }

    /// <summary>Signs and sends messages, and waits for the answer.</summary>
    public async Task<EnvelopeAck> ReportAsync(params NodeMessage[] messages)
    {
        var counter = await SendAsync(messages);
        while (true)
        {
            var ack = await HearAsync<EnvelopeAck>();
            if (ack.Counter == counter)
            {
                return ack;
            }
        }
    }

    public async Task<ulong> SendAsync(params NodeMessage[] messages)
    {
        var body = EnvelopeText.WriteBody(new NodeEnvelope(messages));
        var signature = new SignedEnvelope(Hello.Network, Hello.Session, ++Counter).Sign(_key, body);
        await SendTextAsync(EnvelopeText.WriteSigned(Counter, signature, body));
        return Counter;
    }

    public async Task SendTextAsync(byte[] text) =>
        await _socket!.SendAsync(text, WebSocketMessageType.Text, endOfMessage: true, Limit());

    public async Task SendBinaryAsync(byte[] bytes) =>
        await _socket!.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, Limit());

    /// <summary>Sends a part of one message.</summary>
    public async Task SendPartAsync(byte[] text, bool isLast) =>
        await _socket!.SendAsync(text, WebSocketMessageType.Text, isLast, Limit());

    public Task RemarkAsync(NodeMessage message) => SendTextAsync(EnvelopeText.WriteBody(new NodeEnvelope([message])));

    /// <summary>The next message of a kind; others that come before it are kept.</summary>
    public async Task<T> HearAsync<T>()
        where T : ManagerMessage
    {
        for (var i = 0; i < _heard.Count; i++)
        {
            var kept = _heard.Dequeue();
            if (kept is T wanted)
            {
                return wanted;
            }

            _heard.Enqueue(kept);
        }

        while (true)
        {
            T? found = null;
            var envelope = await ReceiveAsync();
            foreach (var message in envelope ?? throw new InvalidOperationException("The connection closed."))
            {
                if (found is null && message is T wanted)
                {
                    found = wanted;
                }
                else
                {
                    _heard.Enqueue(message);
                }
            }

            if (found is not null)
            {
                return found;
            }
        }
    }

    /// <summary>The code with which the manager closes the connection.</summary>
    public async Task<int> ClosedAsync()
    {
        while (await ReceiveAsync() is not null)
        {
        }

        return (int)_socket!.CloseStatus!.Value;
    }

    /// <summary>The code and the words with which the manager closes the connection.</summary>
    public async Task<(int Code, string Reason)> EndAsync() =>
        (await ClosedAsync(), _socket!.CloseStatusDescription ?? "");

    public async Task LeaveAsync()
    {
        await _socket!.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Limit());
        _socket.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        _socket?.Dispose();
        _buffer.Dispose();
        _key.Dispose();
        return ValueTask.CompletedTask;
    }

    private static CancellationToken Limit() =>
        new CancellationTokenSource(TimeSpan.FromSeconds(WaitSecondsMax)).Token;

    private async Task<IReadOnlyList<ManagerMessage>?> ReceiveAsync()
    {
        _buffer.Dispose();
        _buffer = new MessageBuffer();
        return await _buffer.ReceiveAsync(_socket!, Limit()) ? EnvelopeText.ReadManager(_buffer.Text).Messages : null;
    }
}
