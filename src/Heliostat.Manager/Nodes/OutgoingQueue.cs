using System.Net.WebSockets;
using System.Threading.Channels;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Manager.Nodes;

/// <summary>What waits to be sent to one node: messages that are there together leave in one envelope.</summary>
internal sealed class OutgoingQueue
{
    /// <summary>
    /// Messages that may wait; a node that takes them no faster is cut off, and gets them when it is back.
    /// </summary>
    public const int MessagesMax = 16_384;

    private readonly Channel<ManagerMessage> _messages = Channel.CreateBounded<ManagerMessage>(
        new BoundedChannelOptions(MessagesMax) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    /// <summary>Adds a message; false when the queue is full or over.</summary>
    public bool TryAdd(ManagerMessage message) => _messages.Writer.TryWrite(message);

    /// <summary>Takes no more; what waits is still sent.</summary>
    public void End() => _messages.Writer.TryComplete();

    /// <summary>Sends until the end.</summary>
    public async Task SendAllAsync(WebSocket socket, CancellationToken cancellation)
    {
        var envelope = new List<ManagerMessage>();
        while (await _messages.Reader.WaitToReadAsync(cancellation))
        {
            while (envelope.Count < EnvelopeText.MessagesMax && _messages.Reader.TryRead(out var message))
            {
                envelope.Add(message);
            }

            await SendAsync(socket, envelope, cancellation);
            envelope.Clear();
        }
    }

    private static async Task SendAsync(
        WebSocket socket, IReadOnlyList<ManagerMessage> messages, CancellationToken cancellation)
    {
        var text = EnvelopeText.Write(new ManagerEnvelope(messages));
        if (text.Length > EnvelopeText.BytesMax && messages.Count > 1)
        {
            var half = messages.Count / 2;
            await SendAsync(socket, [.. messages.Take(half)], cancellation);
            await SendAsync(socket, [.. messages.Skip(half)], cancellation);
            return;
        }

        await socket.SendAsync(text, WebSocketMessageType.Text, endOfMessage: true, cancellation);
    }
}
