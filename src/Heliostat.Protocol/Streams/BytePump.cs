using System.Net.Sockets;

namespace Heliostat.Protocol.Streams;

/// <summary>
/// Carries bytes between two streams, both ways. It reads no more before what it read was written, so a slow reader
/// slows its writer down and nothing piles up.
/// </summary>
public static class BytePump
{
    /// <summary>
    /// Runs until both directions ended, or either broke, or it is cancelled; both streams are closed then.
    /// </summary>
    /// <returns>True where both directions came to their end.</returns>
    public static async Task<bool> RunAsync(Stream left, Stream right, CancellationToken cancellation)
    {
        await using var cancelled = cancellation.Register(() => Break(left, right)).ConfigureAwait(false);
        var there = CopyAsync(left, right);
        var back = CopyAsync(right, left);
        var isWhole = await there.ConfigureAwait(false) & await back.ConfigureAwait(false);
        await left.DisposeAsync().ConfigureAwait(false);
        await right.DisposeAsync().ConfigureAwait(false);
        return isWhole;
    }

    /// <summary>Closes a stream at once, so that its other side sees that it broke.</summary>
    public static void Break(Stream stream)
    {
        try
        {
            if (stream is NetworkStream { Socket: var socket })
            {
                // A reset, for an orderly end would tell its reader that this was all. The stream itself would end in
                // order before it closes.
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
                socket.Close(0);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // It is closed already.
        }

        stream.Dispose();
    }

    private static void Break(Stream left, Stream right)
    {
        Break(left);
        Break(right);
    }

    private static async Task<bool> CopyAsync(Stream from, Stream to)
    {
        var buffer = new byte[StreamWords.BufferBytes];
        try
        {
            while (await from.ReadAsync(buffer).ConfigureAwait(false) is > 0 and var count)
            {
                await to.WriteAsync(buffer.AsMemory(0, count)).ConfigureAwait(false);
                await to.FlushAsync().ConfigureAwait(false);
            }

            if (await TryEndWritesAsync(to).ConfigureAwait(false))
            {
                return true;
            }
        }
        catch (Exception error) when (IsBroken(error))
        {
            // The other direction cannot go on alone.
        }

        Break(from, to);
        return false;
    }

    private static async ValueTask<bool> TryEndWritesAsync(Stream stream)
    {
        if (stream is IHalfClosing half)
        {
            await half.EndWritesAsync().ConfigureAwait(false);
            return true;
        }

        if (stream is NetworkStream { Socket: var socket })
        {
            socket.Shutdown(SocketShutdown.Send);
            return true;
        }

        // What cannot be closed by half is closed.
        return false;
    }

    private static bool IsBroken(Exception error) => error
        is IOException or SocketException or ObjectDisposedException or OperationCanceledException
        or InvalidOperationException;
}
