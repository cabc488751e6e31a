using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Heliostat.EndToEnd.Tests.Hostile;
using Heliostat.Manager.Tests.Support;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Tests.Hostile;

/// <summary>Nodes that do not keep to the protocol, or speak of what is not theirs.</summary>
public sealed class RelayDoorTests : IAsyncLifetime
{
    private const int Megabyte = 1024 * 1024;
    private const int HugeMegabytes = 100;

    private static readonly ContentHash Payload = CanonicalJson.Hash(JsonElement.Parse("""{"say":"hello"}"""));

    private readonly SecurityTable _table = new("The relay");
    private LiveManager _manager = null!;
    private ApiClient _consumer = null!;
    private ApiClient _operator = null!;

    public async ValueTask InitializeAsync()
    {
        _manager = await LiveManager.StartAsync();
        _consumer = await _manager.ConsumerAsync();
        _operator = await _manager.OperatorAsync();
    }

    public ValueTask DisposeAsync() => _manager.DisposeAsync();

    [Fact]
    public async Task What_a_hostile_node_says_gets_what_the_paper_says()
    {
        await HugeAsync();
        await ClosedAsync("a binary message", node => node.SendBinaryAsync([1, 2, 3]));
        await ClosedAsync("text that is no JSON", node => node.SendTextAsync("{\"counter\":"u8.ToArray()));
        await ClosedAsync("an envelope with bytes behind its end", node => node.SendTextAsync(
            [.. EnvelopeText.WriteSigned(2, new byte[64], "{}"u8), (byte)'}']));
        await ClosedAsync("envelopes out of order: the second before the first", OutOfOrderAsync);
        await ClosedAsync("the same signed envelope twice", TwiceAsync);
        await ClosedAsync("an envelope that another node signed", async node => await node.SendTextAsync(
            await SignedElsewhereAsync(node, node.Hello.Session)));
        await ClosedAsync("an envelope signed for another session", node => node.SendTextAsync(
            Signed(node, node.Key, Guid.NewGuid(), Bodies.Hello)));
        await ClosedAsync("one altered byte in a signed body", AlteredAsync);
        await AnsweredAsync("a body nested 50 deep", Bodies.Nested(50));
        await ClosedAsync("a body nested 100 deep", node => node.SendTextAsync(
            Signed(node, node.Key, node.Hello.Session, Bodies.Nested(100))));
        await AnsweredAsync("a body of 2,000 messages", Bodies.Many(2_000));
        await AnsweredAsync("a name that is no Unicode", """{"messages":[{"type":"job_status","\ud800":1}]}"""u8);
        await OldAttemptAsync();
        await ForeignRunAsync();
        await UnheardAsync();
        _table.Check();
    }

    // The sender feels the end of the connection before it has sent all of it.
    private async Task HugeAsync()
    {
        await using var node = await JoinedAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var end = node.EndAsync();
        var sent = 0;
        try
        {
            for (; sent < HugeMegabytes; sent++)
            {
                await node.SendPartAsync(new byte[Megabyte], isLast: sent == HugeMegabytes - 1);
            }
        }
        catch (Exception error) when (error is WebSocketException or IOException)
        {
            // Cut off in the middle.
        }

        var (code, reason) = await end;
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 8 * Megabyte);
        _table.Add($"one envelope of {HugeMegabytes} MB", $"closed with {code}: {reason}");
    }

    private async Task ClosedAsync(string came, Func<LiveNode, Task> say)
    {
        await using var node = await JoinedAsync();
        await say(node);
        var (code, reason) = await node.EndAsync();
        _table.Add(came, $"closed with {code}: {reason}");
    }

    private Task AnsweredAsync(string came, ReadOnlySpan<byte> body) => AnsweredAsync(came, body.ToArray());

    private async Task AnsweredAsync(string came, byte[] body)
    {
        await using var node = await JoinedAsync();
        await node.SendTextAsync(Signed(node, node.Key, node.Hello.Session, body));
        var ack = await node.HearAsync<EnvelopeAck>();
        var refused = ack.Refused!.Select(refusal => $"`{refusal.Code}`").Distinct();
        await node.RemarkAsync(new HeartbeatPing());
        Assert.NotNull(await node.HearAsync<HeartbeatPong>());
        _table.Add(came, $"refused: {string.Join(", ", refused)}; the connection goes on");
    }

    private static async Task OutOfOrderAsync(LiveNode node)
    {
        node.Counter++;
        await node.SendAsync(new HeartbeatPing());
        node.Counter -= 2;
        await node.SendAsync(new HeartbeatPing());
    }

    private static async Task TwiceAsync(LiveNode node)
    {
        var text = Signed(node, node.Key, node.Hello.Session, Bodies.Hello);
        await node.SendTextAsync(text);
        await node.SendTextAsync(text);
    }

    private static Task AlteredAsync(LiveNode node)
    {
        var text = Signed(node, node.Key, node.Hello.Session, Bodies.Hello);
        text[text.AsSpan().IndexOf("heartbeat"u8)] = (byte)'H';
        return node.SendTextAsync(text);
    }

    private async Task<byte[]> SignedElsewhereAsync(LiveNode node, Guid session)
    {
        await using var other = await LiveNode.RegisterAsync(_operator, "other");
        return Signed(node, other.Key, session, Bodies.Hello);
    }

    private async Task OldAttemptAsync()
    {
        await using var node = await JoinedAsync();
        await _consumer.SubmitEchoAsync();
        var first = await node.HearAsync<JobDispatch>();
        await node.ReportAsync(new JobFailure(first.Run, new RunFailure("crashed", FaultSide.Node, "")));
        await using var other = await JoinedAsync();
        var second = await other.HearAsync<JobDispatch>();
        Assert.Equal(first.Run.Attempt + 1, second.Run.Attempt);
        var ack = await node.ReportAsync(Echo(first.Run));
        Assert.Null((await other.ReportAsync(Echo(second.Run))).Refused);
        _table.Add("a result of an old attempt", $"refused: `{ack.Refused!.Single().Code}`; the new attempt counts");
    }

    private async Task ForeignRunAsync()
    {
        await using var node = await JoinedAsync();
        await _consumer.SubmitEchoAsync();
        var dispatch = await node.HearAsync<JobDispatch>();
        await using var other = await JoinedAsync();
        var ack = await other.ReportAsync(Echo(dispatch.Run));
        Assert.Null((await node.ReportAsync(Echo(dispatch.Run))).Refused);
        _table.Add("a result of another node's run", $"refused: `{ack.Refused!.Single().Code}`; the right one counts");
    }

    private async Task UnheardAsync()
    {
        await using var node = await LiveNode.RegisterAsync(_operator);
        await using var other = await LiveNode.RegisterAsync(_operator);
        await node.ConnectAsync(other.Id);
        var (code, reason) = await node.EndAsync();
        _table.Add("a connection with another node's token", $"closed with {code}: {reason}");
    }

    private async Task<LiveNode> JoinedAsync()
    {
        var node = await LiveNode.RegisterAsync(await _manager.OperatorAsync());
        await node.JoinAsync();
        return node;
    }

    private static byte[] Signed(LiveNode node, Ed25519PrivateKey key, Guid session, byte[] body)
    {
        var counter = ++node.Counter;
        var signature = new SignedEnvelope(node.Hello.Network, session, counter).Sign(key, body);
        return EnvelopeText.WriteSigned(counter, signature, body);
    }

    private static JobResult Echo(RunId run) => new(run, run.Task, 1, Payload, null, null, null);

    private static class Bodies
    {
        public static byte[] Hello => EnvelopeText.WriteBody(new NodeEnvelope([new HeartbeatPing()]));

        public static byte[] Nested(int depth)
        {
            var nest = new string('[', depth) + new string(']', depth);
            return Encoding.ASCII.GetBytes($$"""{"messages":[{"type":"heartbeat_ping","more":{{nest}}}]}""");
        }

        public static byte[] Many(int count) => EnvelopeText.WriteBody(
            new NodeEnvelope([.. Enumerable.Repeat(new HeartbeatPing(), count)]));
    }
}
