using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Heliostat.Core;
using Heliostat.Core.Nodes;
using Heliostat.Manager.Loop;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Nodes;

/// <summary>
/// One node's open connection: checks what it signs, hands its reports to the loop, and sends it what waits. It holds
/// no thread and, while it is quiet, no buffer.
/// </summary>
internal sealed class NodeConnection : IDisposable
{
    /// <summary>Seconds that a node has to answer the closing of its connection.</summary>
    public const int CloseSecondsMax = 2;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly WebSocket _socket;
    private readonly RelayDesk _desk;
    private readonly string? _addressBlock;
    private readonly OutgoingQueue _outgoing = new();
    private readonly CancellationTokenSource _life = new();
    private readonly SemaphoreSlim _unacknowledged = new(EnvelopeText.UnacknowledgedMax);
    private long _tokenExpiresSeconds;
    private ulong _counter;
    private WebSocketCloseStatus _closeCode = WebSocketCloseStatus.NormalClosure;
    private string? _closeReason;

    public NodeConnection(NodeId node, WebSocket socket, long tokenExpiresSeconds, IPAddress? address, RelayDesk desk)
    {
        (Node, _socket, _desk) = (node, socket, desk);
        (_tokenExpiresSeconds, _addressBlock) = (tokenExpiresSeconds, AddressBlock.Of(address));
    }

    /// <summary>The node.</summary>
    public NodeId Node { get; }

    /// <summary>The session, which every signature binds.</summary>
    public Guid Session { get; } = Guid.NewGuid();

    private ManagerLoop Loop => _desk.Loop;

    private string Head => Loop.Head?.ToString() ?? "";

    /// <summary>Lives until either side ends the connection.</summary>
    public async Task RunAsync()
    {
        Send(new ManagerHello(Loop.NetworkId, Session, Head));
        _desk.Presence.Hear(Node);
        var sending = SendAllAsync();
        try
        {
            await ReceiveAllAsync();
        }
        finally
        {
            _outgoing.End();
            _life.CancelAfter(TimeSpan.FromSeconds(CloseSecondsMax));
            await sending;
            Loop.Post(new DisconnectNode(Node, Session), static (_, _) => { });
        }
    }

    /// <summary>Sends a message when its turn comes.</summary>
    public void Send(ManagerMessage message)
    {
        if (!_outgoing.TryAdd(message) && _closeReason is null)
        {
            Close(WebSocketCloseStatus.PolicyViolation, "The node takes its messages too slowly.");
        }
    }

    /// <summary>Closes the connection, after what waits was sent.</summary>
    public void Close(WebSocketCloseStatus code, string reason)
    {
        if (Interlocked.CompareExchange(ref _closeReason, reason, null) is not null)
        {
            return;
        }

        _closeCode = code;
        NodesLog.Closing(_desk.Log, Node, (int)code, reason);
        _outgoing.End();
        try
        {
            _life.CancelAfter(TimeSpan.FromSeconds(CloseSecondsMax));
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself meanwhile.
        }
    }

    public void Dispose()
    {
        _life.Dispose();
        _unacknowledged.Dispose();
    }

    private async Task SendAllAsync()
    {
        try
        {
            await _outgoing.SendAllAsync(_socket, _life.Token);
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await _socket.CloseOutputAsync(_closeCode, _closeReason, _life.Token);
            }
        }
        catch (Exception error) when (IsBroken(error))
        {
            // The receiving side sees the broken connection too, and ends it.
            _socket.Abort();
        }
    }

    private async Task ReceiveAllAsync()
    {
        using var buffer = new MessageBuffer();
        try
        {
            while (await buffer.ReceiveAsync(_socket, _life.Token) && _closeReason is null)
            {
                await HandleAsync(buffer);
                buffer.Clear();
            }

            // After a closing of ours the node's own is waited for; what it says until then does not count.
            while (_socket.State is WebSocketState.Open or WebSocketState.CloseSent)
            {
                buffer.Clear();
                await buffer.ReceiveAsync(_socket, _life.Token);
            }
        }
        catch (InvalidDataException error)
        {
            Close(WebSocketCloseStatus.PolicyViolation, error.Message);
        }
        catch (LoopUnavailableException error)
        {
            // The node keeps what it had to say, and says it again in its next session.
            Close(WebSocketCloseStatus.EndpointUnavailable, error.Refusal.Reason);
        }
        catch (Exception error) when (IsBroken(error))
        {
            NodesLog.Broken(_desk.Log, Node, error.Message);
        }
    }

    private static bool IsBroken(Exception error) => error
        is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException
        or InvalidOperationException;

    private ValueTask HandleAsync(MessageBuffer buffer)
    {
        try
        {
            if (EnvelopeText.TrySplit(buffer.Text, out var counter, out var signature, out var range))
            {
                return TakeReportAsync(counter, signature, buffer.Text[range]);
            }

            TakeRemarks(buffer.Text);
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException)
        {
            Close(WebSocketCloseStatus.PolicyViolation, "The message is not an envelope.");
        }

        return default;
    }

    private ValueTask TakeReportAsync(ulong counter, byte[] signature, ReadOnlySpan<byte> body)
    {
        if (counter <= _counter)
        {
            Close(WebSocketCloseStatus.PolicyViolation, "The counter of a signed envelope rises with each.");
            return default;
        }

        var signed = new SignedEnvelope(Loop.NetworkId, Session, counter);
        if (_desk.Roster.Find(Node) is not { } card || !signed.Verify(card.Key, body, signature))
        {
            Close(RelayCloseCodes.Authentication, "The signature is not that of the node's registered key.");
            return default;
        }

        _counter = counter;
        if (!TryRead(body, out var envelope, out var text))
        {
            Send(new EnvelopeAck(counter, UnreadableMessages.Of(body)));
            return default;
        }

        return PostAsync(new ReportEnvelope(
            Node, Session, counter, text, Convert.ToBase64String(signature), null, BlockFor(envelope))
        {
            Read = envelope,
        });
    }

    // The body goes into the journal as text, so it must be text to the byte.
    private static bool TryRead(ReadOnlySpan<byte> body, out NodeEnvelope envelope, out string text)
    {
        (envelope, text) = (null!, "");
        try
        {
            envelope = EnvelopeText.ReadBody(body);
            text = StrictUtf8.GetString(body);
            return true;
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or DecoderFallbackException)
        {
            return false;
        }
    }

    private string? BlockFor(NodeEnvelope envelope) => envelope.Messages[0] is NodeHello ? _addressBlock : null;

    private async ValueTask PostAsync(ReportEnvelope report)
    {
        if (await _desk.Belief.JudgeAsync(Node, report.Read) is { } unbelieved)
        {
            report = report with { Unbelieved = unbelieved };
        }

        await _unacknowledged.WaitAsync(_life.Token);
        Loop.Post(report, OnDecided);
    }

    private void OnDecided(Command command, Outcome outcome)
    {
        var report = (ReportEnvelope)command;
        try
        {
            _unacknowledged.Release();
        }
        catch (ObjectDisposedException)
        {
            // The connection is gone; its node sends the report again and learns that it is known.
            return;
        }

        // Without an answer the node keeps its reports and sends them again in its next session.
        if (outcome.Refused is { } refused)
        {
            var isStranger = refused.Code == "node-unknown";
            Close(
                isStranger ? RelayCloseCodes.Authentication : WebSocketCloseStatus.PolicyViolation, refused.Reason);
            return;
        }

        var messages = outcome.Decision.RefusedMessages;
        Send(new EnvelopeAck(report.Counter, messages.Count == 0 ? null : messages));
    }

    private void TakeRemarks(ReadOnlySpan<byte> text)
    {
        NodeEnvelope envelope;
        try
        {
            envelope = EnvelopeText.ReadBody(text);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            // A newer agent may say what this manager does not know; unsigned, it is no report.
            NodesLog.NotUnderstood(_desk.Log, Node);
            return;
        }

        foreach (var message in envelope.Messages)
        {
            if (message is HeartbeatPing)
            {
                Beat();
            }
            else if (message is JobProgress progress)
            {
                _desk.Notifier.OfferProgress(Node, progress);
            }
            else if (message is RunLog printed)
            {
                _desk.Logs.Offer(Node, printed);
            }
            else if (message is HardwareReport said && !_desk.Hardware.TryKeep(Node, said, Loop.Now.UnixMs))
            {
                NodesLog.HardwareStrange(_desk.Log, Node);
            }
            else if (message is StreamRefused refused)
            {
                _desk.Streams.Refuse(Node, refused);
            }
        }
    }

    private void Beat()
    {
        _desk.Presence.Hear(Node);
        Send(new HeartbeatPong(Head));
        if (_desk.Tokens.SecondsLeft(_tokenExpiresSeconds) >= TokenClaims.LifetimeSeconds / 3
            || _desk.Roster.Find(Node) is not { } card)
        {
            return;
        }

        (var token, _tokenExpiresSeconds) = _desk.Tokens.Make(Node, card.KeyName);
        Send(new TokenRenewed(token));
    }
}
