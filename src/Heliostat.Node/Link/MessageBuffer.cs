using System.Buffers;
using System.Net.WebSockets;

namespace Heliostat.Node.Link;

/// <summary>Collects one message of a WebSocket. While none comes it holds no memory.</summary>
internal sealed class MessageBuffer(int bytesMax) : IDisposable
{
    private const int BytesFirst = 4 * 1024;

    private byte[] _bytes = [];
    private int _length;

    public ReadOnlySpan<byte> Text => _bytes.AsSpan(0, _length);

    /// <summary>Waits for a whole message; false when the other side closed the connection.</summary>
    /// <exception cref="InvalidDataException">It is too long, or not text.</exception>
    public async ValueTask<bool> ReceiveAsync(WebSocket socket, CancellationToken cancellation)
    {
        // An empty receive waits for the first byte, so that an idle connection needs no buffer.
        var waited = await socket.ReceiveAsync(Memory<byte>.Empty, cancellation).ConfigureAwait(false);
        while (waited.MessageType != WebSocketMessageType.Close)
        {
            MakeRoom();
            waited = await socket.ReceiveAsync(_bytes.AsMemory(_length), cancellation).ConfigureAwait(false);
            if (waited.MessageType == WebSocketMessageType.Binary)
            {
                throw new InvalidDataException("The manager sent a binary message.");
            }

            _length += waited.Count;
            if (waited.EndOfMessage)
            {
                return waited.MessageType == WebSocketMessageType.Text;
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

        if (_length >= bytesMax)
        {
            throw new InvalidDataException($"The manager sent a message of over {bytesMax} bytes.");
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(BytesFirst, Math.Min(_bytes.Length * 2, bytesMax)));
        Text.CopyTo(larger);
        var length = _length;
        Clear();
        (_bytes, _length) = (larger, length);
    }
}
