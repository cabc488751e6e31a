using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Heliostat.Node.Sandbox;

/// <summary>Reads lines from a program that is not trusted: a line longer than the limit is cut there.</summary>
internal sealed class LineReader(Stream stream, int lineBytesMax)
{
    private readonly PipeReader _pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));

    /// <summary>The next line without its end, or null when there are no more.</summary>
    public async Task<string?> ReadLineAsync(CancellationToken cancellation = default)
    {
        string? head = null;
        while (true)
        {
            var read = await _pipe.ReadAsync(cancellation).ConfigureAwait(false);
            var buffer = read.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = head ?? Decode(buffer.Slice(0, end));
                _pipe.AdvanceTo(buffer.GetPosition(1, end));
                return line;
            }

            if (read.IsCompleted)
            {
                var rest = head ?? (buffer.IsEmpty ? null : Decode(buffer));
                _pipe.AdvanceTo(buffer.End);
                return rest;
            }

            if (head is not null || buffer.Length > lineBytesMax)
            {
                head ??= Decode(buffer);
                _pipe.AdvanceTo(buffer.End);
            }
            else
            {
                _pipe.AdvanceTo(buffer.Start, buffer.End);
            }
        }
    }

    private string Decode(ReadOnlySequence<byte> bytes)
    {
        var kept = bytes.Slice(0, Math.Min(bytes.Length, lineBytesMax));
        return Encoding.UTF8.GetString(kept).TrimEnd('\r');
    }
}
