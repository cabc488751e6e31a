using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Tests.Support;

/// <summary>The manager's end of one connection.</summary>
internal sealed class TestSession(WebSocket socket, Guid network, Ed25519PrivateKey nodeKey)
{
    private readonly Channel<NodeEnvelope> _signed = Channel.CreateUnbounded<NodeEnvelope>();
    private readonly Channel<NodeMessage> _remarks = Channel.CreateUnbounded<NodeMessage>();
    private readonly TaskCompletionSource<int?> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _sendGate = new(1);
    private readonly List<NodeMessage> _reports = [];
    private Exception? _complaint;

    public Guid Session { get; } = Guid.NewGuid();

    /// <summary>Acknowledges every signed envelope by itself.</summary>
    public bool AcknowledgesAll { get; set; }

    public ulong Counter { get; private set; }

    public static SignedHead HeadAt(Guid network, long sequence)
    {
        using var key = Ed25519PrivateKey.Generate();
        return SignedHead.Sign(network, sequence, ContentHash.Of("entry"u8), 1, key);
    }

    public Task SendHelloAsync() =>
        SendAsync(new ManagerHello(network, Session, HeadAt(network, 1).ToString()));

    /// <summary>Both hellos and the first heartbeat.</summary>
    public async Task<NodeHello> OpenAsync()
    {
        await SendHelloAsync();
        var hello = Assert.IsType<NodeHello>(Assert.Single((await ReadSignedAsync()).Messages));
        Assert.IsType<HeartbeatPing>(await ReadRemarkAsync());
        if (!AcknowledgesAll)
        {
            await SendAsync(new EnvelopeAck(1, null));
        }

        return hello;
    }

    public Task SendAsync(params ManagerMessage[] messages) =>
        SendTextAsync(EnvelopeText.Write(new ManagerEnvelope(messages)));

    public async Task SendTextAsync(byte[] text)
    {
        await _sendGate.WaitAsync();
        try
        {
            await socket.SendAsync(text, WebSocketMessageType.Text, true, CancellationToken.None);
        }
        finally
        {
            _sendGate.Release();
        }
    }

    public Task SendTextAsync(string text) => SendTextAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>The next signed envelope, its signature and counter checked.</summary>
    public async Task<NodeEnvelope> ReadSignedAsync(TimeSpan? patience = null) =>
        await _signed.Reader.ReadAsync().AsTask().WaitAsync(patience ?? TestRelay.Patience);

    /// <summary>The next report, alone in its envelope.</summary>
    public async Task<T> ReadReportAsync<T>()
        where T : NodeMessage => Assert.IsType<T>(Assert.Single((await ReadSignedAsync()).Messages));

    /// <summary>The next so many reports, however they were gathered.</summary>
    public async Task<List<NodeMessage>> ReadReportsAsync(int count, TimeSpan? patience = null)
    {
        while (_reports.Count < count)
        {
            _reports.AddRange((await ReadSignedAsync(patience)).Messages);
        }

        var taken = _reports.Take(count).ToList();
        _reports.RemoveRange(0, count);
        return taken;
    }

    public async Task<NodeMessage> ReadRemarkAsync() =>
        await _remarks.Reader.ReadAsync().AsTask().WaitAsync(TestRelay.Patience);

    public bool TryReadRemark(out NodeMessage? remark) => _remarks.Reader.TryRead(out remark);

    public bool HasSigned => _signed.Reader.TryPeek(out _);

    public Task CloseAsync(int code) =>
        socket.CloseOutputAsync((WebSocketCloseStatus)code, "test", CancellationToken.None);

    public Task<int?> ReadCloseAsync() => _closed.Task.WaitAsync(TestRelay.Patience);

    public void Abort() => socket.Abort();

    /// <summary>Ignores progress and acknowledgements of runs; anything else unread is a fault of the node.</summary>
    public void AssertNothingUnexpected()
    {
        Assert.Null(_complaint);
        Assert.Empty(_reports);
        Assert.False(_signed.Reader.TryRead(out var envelope), $"The node also reported {envelope?.Messages[0]}.");
        while (_remarks.Reader.TryRead(out var remark))
        {
            Assert.True(IsUnsigned(remark), $"The node also said {remark}.");
        }
    }

    public async Task ReceiveAllAsync()
    {
        int? code = null;
        try
        {
            while (await ReceiveAsync() is { } text)
            {
                await TakeAsync(text);
            }

            code = (int?)socket.CloseStatus;
            if (socket.State == WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(socket.CloseStatus!.Value, null, CancellationToken.None);
            }
        }
        catch (Exception error) when (error is not Xunit.Sdk.XunitException)
        {
            // The node, or the test, broke the connection.
        }
        catch (Exception error)
        {
            _complaint = error;
        }

        _closed.TrySetResult(code);
        _signed.Writer.TryComplete(_complaint);
        _remarks.Writer.TryComplete();
    }

    private static bool IsUnsigned(NodeMessage remark) =>
        remark is JobAck or JobProgress or HeartbeatPing or HardwareReport or RunLog;

    private async Task<byte[]?> ReceiveAsync()
    {
        var text = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var got = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            if (got.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            Assert.Equal(WebSocketMessageType.Text, got.MessageType);
            text.Write(buffer.AsSpan(0, got.Count));
            Assert.True(text.Length <= EnvelopeText.BytesMax, "The envelope is too long.");
            if (got.EndOfMessage)
            {
                return text.ToArray();
            }
        }
    }

    private async Task TakeAsync(byte[] text)
    {
        if (!EnvelopeText.TrySplit(text, out var counter, out var signature, out var body))
        {
            foreach (var remark in EnvelopeText.ReadBody(text).Messages)
            {
                Assert.True(IsUnsigned(remark), $"{remark} came without a signature.");
                _remarks.Writer.TryWrite(remark);
            }

            return;
        }

        Assert.Equal(Counter + 1, counter);
        Counter = counter;
        using var publicKey = Ed25519PublicKey.FromBytes(nodeKey.PublicKey);
        var signed = new SignedEnvelope(network, Session, counter);
        Assert.True(signed.Verify(publicKey, text[body], signature), "The signature is not that of the node.");
        var envelope = EnvelopeText.ReadBody(text[body]);
        Assert.Equal(counter == 1, envelope.Messages.Any(message => message is NodeHello));
        _signed.Writer.TryWrite(envelope);
        if (AcknowledgesAll)
        {
            await SendAsync(new EnvelopeAck(counter, null));
        }
    }
}
