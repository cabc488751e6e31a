using Microsoft.AspNetCore.Http;

namespace Heliostat.Manager.Tests.Blobs;

/// <summary>Passes some bytes through and then breaks the connection.</summary>
internal sealed class CutStream(Stream inner, long bytesLeft, HttpContext context) : Stream
{
    private long _left = bytesLeft;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Spend(0);
        var read = await inner.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _left)], cancellationToken);
        Spend(read);
        return read;
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Spend(0);
        var part = buffer[..(int)Math.Min(buffer.Length, _left)];
        await inner.WriteAsync(part, cancellationToken);
        await inner.FlushAsync(cancellationToken);
        Spend(part.Length);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Spend(int bytes)
    {
        _left -= bytes;
        if (_left <= 0)
        {
            context.Abort();
            throw new IOException("The test cut the connection.");
        }
    }
}
