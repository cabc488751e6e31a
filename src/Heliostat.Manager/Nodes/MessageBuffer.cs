using System.Buffers;
using System.Net.WebSockets;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Manager.Nodes;

/// <summary>Collects one message of a node. While none comes it holds no memory.</summary>
internal sealed class MessageBuffer : IDisposable
{
    private const int BytesFirst = 4 * 1024;

    private byte[] _bytes = [];
    private int _length;

    /// <summary>The message.</summary>
    public ReadOnlySpan<byte> Text => _bytes.AsSpan(0, _length);

    /// <summary>Waits for a whole message; false when the node closed the connection.</summary>
    /// <exception cref="InvalidDataException">It is over <see cref="EnvelopeText.BytesMax"/>, or not text.</exception>
    public async ValueTask<bool> ReceiveAsync(WebSocket socket, CancellationToken cancellation)
    {
        // An empty receive waits for the first byte, so that an idle connection needs no buffer.
        var received = await socket.ReceiveAsync(Memory<byte>.Empty, cancellation);
        while (received.MessageType != WebSocketMessageType.Close)
        {
            MakeRoom();
            received = await socket.ReceiveAsync(_bytes.AsMemory(_length), cancellation);
            _length += received.Count;
            if (received.MessageType == WebSocketMessageType.Binary)
            {
                throw new InvalidDataException("Envelopes are text messages.");
            }

            if (received.EndOfMessage)
            {
                return received.MessageType == WebSocketMessageType.Text;
            }
        }

        return false;
    }

    public void Clear()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        (_bytes, _length) = ([], 0);
    }

    public void Dispose() => Clear();

    private void MakeRoom()
    {
        if (_length < _bytes.Length)
        {
            return;
        }

        if (_length >= EnvelopeText.BytesMax)
        {
            throw new InvalidDataException($"An envelope has at most {EnvelopeText.BytesMax} bytes.");
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(BytesFirst, Math.Min(_length * 2, EnvelopeText.BytesMax)));
        Text.CopyTo(larger);
        var length = _length;
        Clear();
        (_bytes, _length) = (larger, length);
    }
}
