namespace Heliostat.Node.Engines;

/// <summary>
/// The body of an engine's answer while it comes. An engine that goes away or falls silent ends a read with an
/// <see cref="EngineException"/>; disposing closes the connection, by which the engine learns that nobody listens.
/// </summary>
internal sealed class EngineStream(HttpResponseMessage response, Stream body, string about) : Stream
{
    private const int PieceBytes = 64 << 10;

    /// <summary>How long one read may wait; null for as long as its caller wants.</summary>
    public int? SilenceSecondsMax { get; set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Reads to the end, at most so many bytes.</summary>
    public async Task<byte[]> ReadAllAsync(int bytesMax, CancellationToken timed, CancellationToken cancellation)
    {
        using var all = new MemoryStream();
        var piece = new byte[PieceBytes];
        try
        {
            while (await ReadAsync(piece, timed).ConfigureAwait(false) is > 0 and var count)
            {
                if (all.Length + count > bytesMax)
                {
                    throw EngineErrors.Unreadable(about, $"more than {bytesMax} bytes");
                }

                all.Write(piece, 0, count);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw EngineErrors.Silent(about, SilenceSecondsMax ?? 0);
        }

        return all.ToArray();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var timed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (SilenceSecondsMax is { } seconds)
        {
            timed.CancelAfter(TimeSpan.FromSeconds(seconds));
        }

        try
        {
            return await body.ReadAsync(buffer, timed.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw EngineErrors.Silent(about, SilenceSecondsMax ?? 0);
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            throw EngineErrors.Gone(about);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Dispose();
            response.Dispose();
        }

        base.Dispose(disposing);
    }
}
