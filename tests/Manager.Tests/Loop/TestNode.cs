using System.Text;
using Heliostat.Core.Nodes;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Tests.Loop;

/// <summary>A node of a test: it has a key of its own and signs what it reports.</summary>
internal sealed class TestNode(Guid network, NodeId id) : IDisposable
{
    private readonly Ed25519PrivateKey _key = Ed25519PrivateKey.Generate();
    private Guid _session;
    private ulong _counter;

    public NodeId Id => id;

    public string PublicKey => Convert.ToBase64String(_key.PublicKey);

    public static NodeFacts Facts { get; } = new(
        "1.0", ["echo", "render"], NodeDuties.Both, "cpu/avx2/blender-3.4.1", 4, 8L << 30, 2, 8);

    public ReportEnvelope Hello(NodeFacts? facts = null)
    {
        (_session, _counter) = (Guid.NewGuid(), 0);
        return Report(new NodeHello(facts ?? Facts, [], []));
    }

    public ReportEnvelope Report(params IReadOnlyList<NodeMessage> messages)
    {
        var envelope = new NodeEnvelope(messages);
        var body = EnvelopeText.WriteBody(envelope);
        var signature = new SignedEnvelope(network, _session, ++_counter).Sign(_key, body);
        return new ReportEnvelope(
            id, _session, _counter, Encoding.UTF8.GetString(body), Convert.ToBase64String(signature), null, null)
        {
            Read = envelope,
        };
    }

    public void Dispose() => _key.Dispose();
}
