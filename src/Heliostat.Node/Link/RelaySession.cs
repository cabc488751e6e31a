using System.Net.WebSockets;
using System.Threading.Channels;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Signing;

namespace Heliostat.Node.Link;

/// <summary>
/// One open connection: a loop that receives, a loop that signs and sends, and a timer for heartbeats. Neither loop
/// holds a thread while it waits, so one process can hold thousands.
/// </summary>
internal sealed class RelaySession : IDisposable
{
    private const int RemarksPerEnvelopeMax = 256;
    private const int SignedOverheadBytesMax = 256;
    private const int CloseSecondsMax = 2;

    private readonly WebSocket _socket;
    private readonly RelayContext _context;
    private readonly Channel<byte> _wakes = Channel.CreateBounded<byte>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly ClockWatch _clock;
    private readonly CancellationTokenSource _life = new();
    private ManagerHello? _hello;
    private ITimer? _heartbeat;
    private long _pongAt;
    private WebSocketCloseStatus _closeCode = WebSocketCloseStatus.NormalClosure;
    private string? _endReason;

    public RelaySession(WebSocket socket, RelayContext context)
    {
        _socket = socket;
        _context = context;
        _clock = new ClockWatch(Time, context.Log);
    }

    private Outbox Outbox => _context.Outbox;

    private LinkOptions Options => _context.Options;

    private TimeProvider Time => _context.Surroundings.Time;

    /// <summary>Lives until either side ends the connection.</summary>
    /// <param name="opened">Called once the manager has said hello.</param>
    /// <param name="stopping">Ends it in good order.</param>
    public async Task<SessionEnd> RunAsync(Action opened, CancellationToken stopping)
    {
        using var helloLimit = new CancellationTokenSource(TimeSpan.FromSeconds(Options.HelloSecondsMax), Time);
        using var late = helloLimit.Token.Register(() => End(
            WebSocketCloseStatus.PolicyViolation, "The manager said no hello."));
        using var stop = stopping.Register(() => End(WebSocketCloseStatus.NormalClosure, "The node stops."));
        var sending = SendAllAsync();
        try
        {
            await ReceiveAllAsync(() =>
            {
                late.Unregister();
                opened();
            }).ConfigureAwait(false);
        }
        finally
        {
            _heartbeat?.Dispose();
            Outbox.Close();
            _wakes.Writer.TryComplete();
            _socket.Abort();
            await sending.ConfigureAwait(false);
        }

        var refused = (int?)_socket.CloseStatus == (int)RelayCloseCodes.Authentication;
        return new SessionEnd(_hello is not null, refused, _endReason ?? DescribeClose());
    }

    /// <summary>Ends it in good order; the node's runs go on.</summary>
    public void Leave(string reason) => End(WebSocketCloseStatus.NormalClosure, reason);

    public void Dispose() => _life.Dispose();

    private string DescribeClose() => _socket.CloseStatus is { } code
        ? $"The manager closed the connection ({(int)code}{Suffix(_socket.CloseStatusDescription)})."
        : "The connection broke.";

    private static string Suffix(string? text) => string.IsNullOrEmpty(text) ? "" : $", {text}";

    private void End(WebSocketCloseStatus code, string reason)
    {
        if (Interlocked.CompareExchange(ref _endReason, reason, null) is null)
        {
            _closeCode = code;
            _wakes.Writer.TryComplete();
        }
    }

    private void Wake() => _wakes.Writer.TryWrite(0);

    private async Task ReceiveAllAsync(Action opened)
    {
        using var buffer = new MessageBuffer(EnvelopeText.BytesMax);
        try
        {
            while (await buffer.ReceiveAsync(_socket, _life.Token).ConfigureAwait(false))
            {
                var messages = ManagerSpeech.Read(
                    buffer.Text, reason => LinkLog.NotUnderstood(_context.Log, reason));
                buffer.Clear();
                Outbox.Hold();
                foreach (var message in messages)
                {
                    Handle(message, opened);
                }

                Outbox.Flush();
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException
            or InvalidDataException or IOException or ObjectDisposedException)
        {
            _ = Interlocked.CompareExchange(ref _endReason, $"The connection broke: {error.Message}", null);
        }
    }

    private void Handle(ManagerMessage message, Action opened)
    {
        if (_hello is null)
        {
            if (message is ManagerHello hello && IsOurs(hello))
            {
                opened();
                Begin(hello);
            }
            else
            {
                End(WebSocketCloseStatus.PolicyViolation, "The manager's first word was not a hello of our network.");
            }

            return;
        }

        switch (message)
        {
            case EnvelopeAck ack:
                Settle(ack);
                break;
            case HeartbeatPong pong:
                Volatile.Write(ref _pongAt, Time.GetTimestamp());
                LinkLog.HeartbeatAcknowledged(_context.Log);
                KeepHead(pong.Head);
                break;
            case TokenRenewed renewed:
                _context.Identity.Token = renewed.Token;
                LinkLog.TokenRenewed(_context.Log);
                Guarded(message, () => _context.Listener.KeepToken(renewed.Token));
                break;
            default:
                Guarded(message, () => _context.Listener.Receive(message));
                break;
        }
    }

    private bool IsOurs(ManagerHello hello) =>
        _context.Identity.Network is not { } network || network == hello.Network;

    private void Begin(ManagerHello hello)
    {
        _hello = hello;
        _pongAt = Time.GetTimestamp();
        var period = TimeSpan.FromSeconds(Options.HeartbeatSeconds);
        _heartbeat = Time.CreateTimer(_ => Beat(), null, period, period);
        Outbox.Open(_context.Listener.Introduce(), Wake);
        KeepHead(hello.Head);
        Outbox.Remark(new HeartbeatPing());
        Wake();
        Guarded(hello, _context.Listener.Opened);
    }

    private void Settle(EnvelopeAck ack)
    {
        var messages = Outbox.Settle(ack.Counter);
        foreach (var refusal in ack.Refused ?? [])
        {
            LinkLog.ReportRefused(_context.Log, refusal.Code, refusal.Reason);
            if (messages?.ElementAtOrDefault(refusal.Index) is not { } message)
            {
                continue;
            }

            if (message is NodeHello)
            {
                End(WebSocketCloseStatus.PolicyViolation, $"The manager refused the hello: {refusal.Reason}");
            }
            else
            {
                Guarded(ack, () => _context.Listener.Refused(message, refusal.Code));
            }
        }
    }

    private void KeepHead(string? text)
    {
        if (SignedHead.Parse(text) is { } head && head.Network == _hello!.Network)
        {
            _clock.See(head);
            Guarded(_hello, () => _context.Listener.KeepHead(head));
        }
    }

    private void Guarded(ManagerMessage message, Action deed)
    {
        try
        {
            deed();
        }
        catch (Exception error)
        {
            // A fault of one run must not end the connection, on which all the others report.
            LinkLog.HandlerFailed(_context.Log, message.GetType().Name, error);
        }
    }

    private void Beat()
    {
        if (Time.GetElapsedTime(Volatile.Read(ref _pongAt)) >= TimeSpan.FromSeconds(Options.SilenceSecondsMax))
        {
            End(RelayCloseCodes.Heartbeat, $"Heartbeats went unanswered for {Options.SilenceSecondsMax} s.");
            return;
        }

        Outbox.Remark(new HeartbeatPing());
    }

    private async Task SendAllAsync()
    {
        try
        {
            while (await _wakes.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                _wakes.Reader.TryRead(out _);
                await GatherAsync().ConfigureAwait(false);
                await SendWaitingAsync().ConfigureAwait(false);
            }

            if (_endReason is not null && _socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await CloseAsync().ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException
            or ObjectDisposedException or InvalidOperationException)
        {
            // The receiving loop sees the broken connection too, and ends the session.
            _socket.Abort();
        }
    }

    private async Task CloseAsync()
    {
        // Real time, whatever the clock: a manager that does not answer the closing must not hold the node.
        _life.CancelAfter(TimeSpan.FromSeconds(CloseSecondsMax));
        await _socket.CloseOutputAsync(_closeCode, _endReason, _life.Token).ConfigureAwait(false);
    }

    private async Task GatherAsync()
    {
        var waiting = Outbox.Waiting;
        if (waiting > 0 && waiting < Options.GatherCount)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Options.GatherMillisecondsMax), Time).ConfigureAwait(false);
        }
    }

    private async Task SendWaitingAsync()
    {
        var sent = true;
        while (sent)
        {
            sent = false;
            if (Outbox.TakeRemarks(RemarksPerEnvelopeMax) is { Count: > 0 } remarks)
            {
                await SendRemarksAsync(remarks).ConfigureAwait(false);
                sent = true;
            }

            if (Outbox.TakeReports(Options.MessagesPerEnvelopeMax, Options.UnacknowledgedMax) is { } envelope)
            {
                await SendReportsAsync(envelope).ConfigureAwait(false);
                sent = true;
            }
        }
    }

    // What a run printed can make an envelope too long; a remark that is too long alone is lost, as remarks may be.
    private async Task SendRemarksAsync(IReadOnlyList<NodeMessage> remarks)
    {
        var body = EnvelopeText.WriteBody(new NodeEnvelope(remarks));
        if (body.Length <= EnvelopeText.BytesMax)
        {
            await SendAsync(body).ConfigureAwait(false);
        }
        else if (remarks.Count > 1)
        {
            var half = remarks.Count / 2;
            await SendRemarksAsync([.. remarks.Take(half)]).ConfigureAwait(false);
            await SendRemarksAsync([.. remarks.Skip(half)]).ConfigureAwait(false);
        }
    }

    private async Task SendReportsAsync(SentEnvelope envelope)
    {
        var body = EnvelopeText.WriteBody(new NodeEnvelope(envelope.Messages));
        while (body.Length > EnvelopeText.BytesMax - SignedOverheadBytesMax && envelope.Messages.Count > 1)
        {
            envelope = Outbox.Shorten(envelope, envelope.Messages.Count / 2);
            body = EnvelopeText.WriteBody(new NodeEnvelope(envelope.Messages));
        }

        if (body.Length > EnvelopeText.BytesMax - SignedOverheadBytesMax)
        {
            // It could never be sent; the run's deadline takes its task elsewhere. Its number is used up by a remark.
            LinkLog.ReportTooLong(_context.Log, body.Length);
            body = EnvelopeText.WriteBody(new NodeEnvelope([new HeartbeatPing()]));
        }

        var signed = new SignedEnvelope(_hello!.Network, _hello.Session, envelope.Counter);
        var signature = signed.Sign(_context.Identity.Key, body);
        await SendAsync(EnvelopeText.WriteSigned(envelope.Counter, signature, body)).ConfigureAwait(false);
    }

    private async ValueTask SendAsync(byte[] text) =>
        await _socket.SendAsync(text, WebSocketMessageType.Text, endOfMessage: true, _life.Token).ConfigureAwait(false);
}
