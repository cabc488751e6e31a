using Heliostat.Core;
using Heliostat.Protocol.Streams;

namespace Heliostat.Manager.Streams;

/// <summary>
/// One stream to a port of a run: wanted first, then the bytes that its node carries. What moves is counted; whoever
/// holds it disposes of it.
/// </summary>
internal sealed class Tunnel(OpenTunnels book, TunnelAim aim) : Stream, IHalfClosing
{
    private readonly TaskCompletionSource<Refusal?> _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private ByteSocket? _bytes;
    private bool _isTaken;
    private Refusal? _end;

    /// <summary>Its id, which only its node learns.</summary>
    public Guid Id { get; } = TunnelAim.NewId();

    public TunnelAim Aim => aim;

    /// <summary>The node and the session that it is asked of; null before that is known.</summary>
    public TunnelPlace? Place { get; set; }

    /// <summary>When it was wanted.</summary>
    public required long BeganAt { get; init; }

    /// <summary>When something moved on it last.</summary>
    public long MovedAt { get; private set; }

    /// <summary>Ends with null once the node's bytes are there, or with the reason why they do not come.</summary>
    public Task<Refusal?> Arrived => _arrived.Task;

    /// <summary>Ends when nothing more will move.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Why it ended before its time; null where it did not.</summary>
    public Refusal? WhyEnded => _end;

    public bool IsOpen => Arrived is { IsCompletedSuccessfully: true, Result: null };

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    private ByteSocket Bytes => _bytes ?? throw new IOException("The stream is not open.");

    /// <summary>True for the first who comes with the id.</summary>
    public bool TryTake()
    {
        lock (_gate)
        {
            var isFirst = !_isTaken && _end is null && !_ended.Task.IsCompleted;
            _isTaken = true;
            return isFirst;
        }
    }

    /// <summary>Takes the node's bytes; false where nobody waits for them any more.</summary>
    public bool TryAttach(ByteSocket bytes)
    {
        lock (_gate)
        {
            if (_end is not null || _ended.Task.IsCompleted)
            {
                return false;
            }

            _bytes = bytes;
        }

        book.CountOpened();
        MovedAt = book.Now;
        return _arrived.TrySetResult(null);
    }

    /// <summary>Ends it at once, on both sides.</summary>
    public void End(Refusal why)
    {
        lock (_gate)
        {
            _end ??= why;
        }

        if (_arrived.TrySetResult(why))
        {
            book.CountRefused();
        }

        Dispose();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await Bytes.ReadAsync(buffer, cancellationToken);
        if (count > 0)
        {
            MovedAt = book.Now;
            book.CountFromNode(count);
        }

        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Bytes.WriteAsync(buffer, cancellationToken);
        MovedAt = book.Now;
        book.CountToNode(buffer.Length);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public ValueTask EndWritesAsync(CancellationToken cancellationToken = default) =>
        Bytes.EndWritesAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        if (_bytes is { } bytes)
        {
            await bytes.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            ByteSocket? bytes;
            bool isFirst;
            lock (_gate)
            {
                isFirst = _ended.TrySetResult();
                bytes = _bytes;
            }

            bytes?.Dispose();
            if (isFirst)
            {
                book.Remove(this);
            }
        }

        base.Dispose(disposing);
    }
}
