using System.Buffers.Binary;

namespace Heliostat.Node.Engines.Containers;

/// <summary>
/// Reads a container's output from the engine's frames: a byte for the stream, three of nothing, four for the length,
/// and the bytes. Gives at most as many bytes as were asked for, and then ends.
/// </summary>
/// <param name="open">Asks for the engine's stream.</param>
/// <param name="bytesMax">How much output is wanted.</param>
/// <param name="heart">Watches the engine while it is followed, or null.</param>
/// <param name="cancellation">Ends reading.</param>
internal sealed class LogReader(
    Func<CancellationToken, Task<Stream>> open, long bytesMax, EngineHeart? heart, CancellationToken cancellation)
    : IAsyncDisposable
{
    private const int HeaderBytes = 8;
    private const int LengthPlace = 4;
    private const byte ErrorStream = 2;

    // In it Docker says that it can read no further, such as when a flood overtakes a reader.
    private const byte EngineStream = 3;
    private const int PieceBytesMax = 64 << 10;

    private readonly byte[] _header = new byte[HeaderBytes];
    private Stream? _frames;
    private long _bytesLeft = bytesMax;
    private long _frameLeft;

    /// <summary>Whether there was more than was asked for, or the engine lost some before it was read.</summary>
    public bool IsCut { get; private set; }

    /// <summary>The next bytes, or null when there are no more.</summary>
    public Task<LogPiece?> ReadAsync() => heart is null ? NextAsync(cancellation) : heart.GuardAsync(NextAsync);

    public async ValueTask DisposeAsync()
    {
        if (heart is not null)
        {
            await heart.DisposeAsync().ConfigureAwait(false);
        }

        if (_frames is not null)
        {
            await _frames.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<LogPiece?> NextAsync(CancellationToken ended)
    {
        _frames ??= await open(ended).ConfigureAwait(false);
        while (_frameLeft == 0)
        {
            if (!await ReadHeaderAsync(_frames, ended).ConfigureAwait(false))
            {
                return null;
            }
        }

        if (_bytesLeft == 0 || _header[0] == EngineStream)
        {
            IsCut = true;
            return null;
        }

        var piece = new byte[Math.Min(PieceBytesMax, Math.Min(_frameLeft, _bytesLeft))];
        var count = await _frames.ReadAsync(piece, ended).ConfigureAwait(false);
        if (count == 0)
        {
            throw EngineErrors.Unreadable("the container's output", "it ends in the middle of a frame");
        }

        _frameLeft -= count;
        _bytesLeft -= count;
        return new LogPiece(_header[0] == ErrorStream, piece.AsMemory(0, count));
    }

    private async Task<bool> ReadHeaderAsync(Stream frames, CancellationToken ended)
    {
        var count = await frames.ReadAtLeastAsync(_header, HeaderBytes, throwOnEndOfStream: false, ended)
            .ConfigureAwait(false);
        if (count == 0)
        {
            return false;
        }

        if (count < HeaderBytes || _header[0] > EngineStream || (_header[1] | _header[2] | _header[3]) != 0)
        {
            throw EngineErrors.Unreadable("the container's output", "it is not in frames");
        }

        _frameLeft = BinaryPrimitives.ReadUInt32BigEndian(_header.AsSpan(LengthPlace));
        return true;
    }
}
