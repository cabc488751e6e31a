using System.Text;
using Heliostat.Core;
using Heliostat.Core.Nodes;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Auditing;

/// <summary>
/// Checks that every report was signed by its node, for this network, and that none is a repeat: a session is opened
/// once, and its counter rises.
/// </summary>
internal sealed class EnvelopeChecks(Guid network, Findings findings) : IDisposable
{
    private const int WaitingMax = 1_024;

    private readonly Dictionary<NodeId, Ed25519PublicKey?> _keys = [];
    private readonly Dictionary<NodeId, (Guid Session, ulong Counter)> _sessions = [];
    private readonly HashSet<Guid> _sessionsSeen = [];
    private readonly List<(long Sequence, ReportEnvelope Envelope, Ed25519PublicKey Key)> _waiting = [];
    private readonly List<Ed25519PublicKey> _replaced = [];

    /// <summary>Signatures checked.</summary>
    public long Checked { get; private set; }

    public void Check(long sequence, Command command)
    {
        if (command is not ReportEnvelope envelope)
        {
            return;
        }

        CheckCounter(sequence, envelope);
        if (!Ed25519.IsAvailable)
        {
            findings.Remark($"Signatures were not checked: {Ed25519.WhyUnavailable}");
            return;
        }

        if (_keys.GetValueOrDefault(envelope.Node) is not { } key)
        {
            findings.Add(sequence, $"node {envelope.Node} reports, but no key of its is in the journal.");
            return;
        }

        _waiting.Add((sequence, envelope, key));
        if (_waiting.Count == WaitingMax)
        {
            VerifyWaiting();
        }
    }

    public void Follow(long sequence, IReadOnlyList<Event> events)
    {
        foreach (var happened in events)
        {
            switch (happened)
            {
                case NodeRegistered e: Learn(sequence, e.Node, e.PublicKey); break;
                case NodeRekeyed e: Learn(sequence, e.Node, e.PublicKey); break;
            }
        }
    }

    public void End() => VerifyWaiting();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in _keys.Values.Concat(_replaced))
        {
            key?.Dispose();
        }
    }

    private static bool IsSigned(Guid network, ReportEnvelope envelope, Ed25519PublicKey key)
    {
        Span<byte> signature = stackalloc byte[Ed25519.SignatureBytes];
        return Convert.TryFromBase64String(envelope.Signature, signature, out var length)
            && new SignedEnvelope(network, envelope.Session, envelope.Counter)
                .Verify(key, Encoding.UTF8.GetBytes(envelope.Body), signature[..length]);
    }

    private void VerifyWaiting()
    {
        var wrong = new bool[_waiting.Count];
        Parallel.For(0, wrong.Length, i => wrong[i] = !IsSigned(network, _waiting[i].Envelope, _waiting[i].Key));
        for (var i = 0; i < wrong.Length; i++)
        {
            if (wrong[i])
            {
                findings.Add(_waiting[i].Sequence, $"node {_waiting[i].Envelope.Node} did not sign this report.");
            }
        }

        Checked += _waiting.Count;
        _waiting.Clear();
        _replaced.ForEach(key => key.Dispose());
        _replaced.Clear();
    }

    private void CheckCounter(long sequence, ReportEnvelope envelope)
    {
        if (_sessions.TryGetValue(envelope.Node, out var last) && last.Session == envelope.Session)
        {
            if (envelope.Counter <= last.Counter)
            {
                findings.Add(sequence, $"a report of node {envelope.Node} comes again, or out of its order.");
            }
        }
        else if (!_sessionsSeen.Add(envelope.Session))
        {
            findings.Add(sequence, $"session {envelope.Session} of node {envelope.Node} was over already.");
        }

        _sessions[envelope.Node] = (envelope.Session, envelope.Counter);
    }

    private void Learn(long sequence, NodeId node, string publicKey)
    {
        if (!Ed25519.IsAvailable)
        {
            return;
        }

        // Reports that wait to be verified were signed with the key before.
        if (_keys.GetValueOrDefault(node) is { } before)
        {
            _replaced.Add(before);
        }

        _keys[node] = Read(publicKey);
        if (_keys[node] is null)
        {
            findings.Add(sequence, $"the key of node {node} is no Ed25519 key.");
        }
    }

    private static Ed25519PublicKey? Read(string publicKey)
    {
        Span<byte> bytes = stackalloc byte[Ed25519.PublicKeyBytes];
        return Convert.TryFromBase64String(publicKey, bytes, out var length) && length == bytes.Length
            ? Ed25519PublicKey.FromBytes(bytes)
            : null;
    }
}
