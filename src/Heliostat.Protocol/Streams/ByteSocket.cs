using System.Net.WebSockets;

namespace Heliostat.Protocol.Streams;

/// <summary>
/// A WebSocket as a stream of bytes: binary messages carry them, wherever they are cut, and an empty message says that
/// its sender has no more. A socket that closes without having said so is a broken stream, as a reset is in TCP.
/// </summary>
/// <remarks>One read and one write may wait at the same time. It owns the socket.</remarks>
public sealed class ByteSocket(WebSocket socket) : Stream, IHalfClosing
{
    /// <summary>Seconds that the other side has to answer the closing of a stream that ended well.</summary>
    public const int CloseSecondsMax = 2;

    private bool _isInsideMessage;
    private bool _readsEnded;
    private bool _writesEnded;
    private int _disposed;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The next bytes; 0 once the other side has no more.</summary>
    /// <exception cref="IOException">The stream broke.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!_readsEnded && !buffer.IsEmpty)
        {
            var got = await ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (got.MessageType != WebSocketMessageType.Binary)
            {
                throw new IOException("The other side gave the stream up.");
            }

            var isEmpty = !_isInsideMessage && got is { Count: 0, EndOfMessage: true };
            _isInsideMessage = !got.EndOfMessage;
            if (got.Count > 0)
            {
                return got.Count;
            }

            _readsEnded = isEmpty;
        }

        return 0;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(
        byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Sends bytes; ends when the system took them, which it does no faster than they are read.</summary>
    /// <exception cref="IOException">The stream broke.</exception>
    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!buffer.IsEmpty)
        {
            await SendAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public async ValueTask EndWritesAsync(CancellationToken cancellationToken = default)
    {
        if (!_writesEnded)
        {
            _writesEnded = true;
            await SendAsync(ReadOnlyMemory<byte>.Empty, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Read without blocking a thread.");

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Write without blocking a thread.");

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Closes in good order where both directions ended; else at once.</summary>
    public override async ValueTask DisposeAsync()
    {
        if (_readsEnded && _writesEnded && Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await CloseAsync().ConfigureAwait(false);
            socket.Dispose();
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Closes at once: the other side sees a broken stream.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            socket.Abort();
            socket.Dispose();
        }

        base.Dispose(disposing);
    }

    // An aborted socket ends what waits on it as if that had been cancelled.
    private static bool IsBroken(Exception error, CancellationToken cancellationToken) => error
        is WebSocketException or ObjectDisposedException or InvalidOperationException or HttpRequestException
        || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(
        Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await socket.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (IsBroken(error, cancellationToken))
        {
            throw new IOException("The stream broke.", error);
        }
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception error) when (IsBroken(error, cancellationToken))
        {
            throw new IOException("The stream broke.", error);
        }
    }

    private async Task CloseAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(CloseSecondsMax));
        try
        {
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (IsBroken(error, default) || error is IOException)
        {
            // All bytes have gone both ways already; the other side did not wait for the last word.
        }
    }
}
