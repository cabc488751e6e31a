using System.Text;
using Heliostat.Core.Journal;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Core.Nodes;

/// <summary>
/// One signed envelope of a node: one command, whose text stands in the entry so that anyone can check the signature.
/// </summary>
/// <param name="Node">The node.</param>
/// <param name="Session">The session that the signature binds.</param>
/// <param name="Counter">
/// The counter that the signature binds; it rises within a session, which the host sees to.
/// </param>
/// <param name="Body">The body: the JSON that the node signed, to the byte.</param>
/// <param name="Signature">The Ed25519 signature, in base64.</param>
/// <param name="Unbelieved">
/// Messages that the host refused because of what it saw outside, such as a blob that is not there.
/// </param>
/// <param name="AddressBlock">
/// With hello, from a public address: its /24 (IPv4) or /48 (IPv6), so that verifiers are drawn from elsewhere.
/// </param>
public sealed record ReportEnvelope(
    NodeId Node,
    Guid Session,
    ulong Counter,
    [property: JsonConverter(typeof(RawJsonConverter))] string Body,
    string Signature,
    IReadOnlyList<MessageRefusal>? Unbelieved,
    string? AddressBlock) : Command
{
    private static readonly Refusal SessionOver =
        new("session-over", "This session is over; connect again and begin with hello.");

    private NodeEnvelope? _read;

    /// <summary>The messages, read from the body; the host hands over what it read already.</summary>
    [JsonIgnore]
    public NodeEnvelope Read
    {
        get => _read ??= EnvelopeText.ReadBody(Encoding.UTF8.GetBytes(Body));
        init => _read = value;
    }

    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        if (network.Nodes.Find(Node) is not { } node || node.State == NodeState.Banned)
        {
            return new Refusal("node-unknown", "There is no such node, or it is banned.");
        }

        if (Read.Messages[0] is not NodeHello && node.Session != Session)
        {
            return SessionOver;
        }

        for (var i = 0; i < Read.Messages.Count; i++)
        {
            var refused = UnbelievedAt(i) ?? DecideMessage(network, ruling, node, Read.Messages[i]);
            if (refused is not null)
            {
                ruling.RefuseMessage(i, refused);
            }
        }

        return null;
    }

    private Refusal? UnbelievedAt(int index)
    {
        foreach (var refusal in Unbelieved ?? [])
        {
            if (refusal.Index == index)
            {
                return new Refusal(refusal.Code, refusal.Reason);
            }
        }

        return null;
    }

    private Refusal? DecideMessage(Network network, Ruling ruling, Node node, NodeMessage message) => message switch
    {
        // A hello that was refused opens no session for what follows it in the envelope.
        not NodeHello when node.Session != Session => SessionOver,
        NodeHello said => ConnectNode.Decide(network, ruling, node, this, said),
        JobStatus said => StartRun.Decide(network, ruling, node, said),
        JobResult said => ReportUnit.Decide(network, ruling, node, said),
        JobFailure said => FailRun.Decide(network, ruling, node, said),
        CheckResult said => ReportCheck.Decide(network, ruling, node, said),
        FileResult said => ReportCheck.Decide(network, ruling, node, said),
        CheckFailure said => ReportCheck.Decide(network, ruling, node, said),
        TilesReady said => ReportCheck.Decide(network, ruling, node, said),
        _ => new Refusal("message-unsigned", "This message travels unsigned; it is no report."),
    };
}
