using System.Collections.Concurrent;
using Heliostat.Node.Link;
using Heliostat.Node.Registering;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Signing;

namespace Heliostat.Node.Tests.Support;

/// <summary>A link that runs against a <see cref="TestRelay"/>, with what it told its node.</summary>
internal sealed class LinkUnderTest : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public LinkUnderTest(TestRelay relay, LinkOptions? options = null, string? token = null)
    {
        Assert.True(GatewayAddress.TryParse(relay.Origin, out var gateway, out _));
        Identity =
            new NodeIdentity(relay.NodeId, gateway!, relay.NodeKey, token ?? relay.Token) { Network = relay.Network };
        var surroundings = new NodeSurroundings(Time, Log, NodeSurroundings.CreateHttp());
        var listener = new LinkListener(
            () => Hello,
            Received.Enqueue,
            (report, code) => Refused.Enqueue((report, code)),
            Tokens.Enqueue,
            Heads.Enqueue);
        Link = new RelayLink(new RelayContext(Identity, options ?? new LinkOptions(), Outbox, listener, surroundings));
        _running = Link.RunAsync(_stop.Token);
    }

    public NodeIdentity Identity { get; }

    public ManualTime Time { get; } = new();

    public LogLines Log { get; } = new();

    public Outbox Outbox { get; } = new();

    public RelayLink Link { get; }

    public NodeHello Hello { get; set; } =
        new(new NodeFacts("test", ["echo"], NodeDuties.Both, "cpu/test", 1, 1, 0, 64), [], []);

    public ConcurrentQueue<ManagerMessage> Received { get; } = new();

    public ConcurrentQueue<(NodeMessage Report, string Code)> Refused { get; } = new();

    public ConcurrentQueue<string> Tokens { get; } = new();

    public ConcurrentQueue<SignedHead> Heads { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(TestRelay.Patience);
        _stop.Dispose();
    }
}
