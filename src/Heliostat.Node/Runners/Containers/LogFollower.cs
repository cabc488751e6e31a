using System.Text;
using Heliostat.Node.Engines.Containers;
using Heliostat.Node.Link;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Runners.Containers;

/// <summary>
/// Sends what a container prints to the manager, in pieces and no faster than a named pace. While nobody listens it
/// waits, and the engine keeps the rest.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="outbox">Where the node speaks.</param>
/// <param name="time">The clock.</param>
/// <param name="start">How far an agent before this one had come.</param>
internal sealed class LogFollower(RunId run, Outbox outbox, TimeProvider time, LogPlace start)
{
    /// <summary>Bytes of UTF-8 that one run may send; then it is cut, and says so.</summary>
    public const long BytesMax = 10L << 20;

    /// <summary>Bytes that an engine keeps of a container's output, in its own words, which are longer.</summary>
    public const long EngineBytesMax = 64L << 20;

    // A character has at most three bytes of UTF-8, and two of them together four.
    private const int CharactersMaxAlways = RunLog.TextBytesMax / 3;
    private const int PauseMilliseconds = 20;
    private const int GatherMilliseconds = 100;
    private const int RetryMilliseconds = 500;

    private readonly Decoder[] _decoders = [Encoding.UTF8.GetDecoder(), Encoding.UTF8.GetDecoder()];
    private readonly StringBuilder _waiting = new();
    private long _toSkip = start.BytesRead;

    /// <summary>How far it is.</summary>
    public LogPlace Place { get; private set; } = start;

    /// <summary>Told whenever it is further.</summary>
    public Action<LogPlace> Moved { get; init; } = static _ => { };

    /// <summary>Follows until the container has ended and all was sent, or no more is to be.</summary>
    public async Task FollowAsync(EngineContainers containers, string id, CancellationToken cancellation)
    {
        if (Place.IsCut)
        {
            return;
        }

        await using var log = containers.ReadLog(id, follow: true, long.MaxValue, cancellation);
        var read = Place.BytesRead;
        var reading = log.ReadAsync();
        while (await reading.ConfigureAwait(false) is { } piece)
        {
            read += Take(piece);
            reading = log.ReadAsync();
            if (await IsSoonAsync(reading, cancellation).ConfigureAwait(false))
            {
                continue;
            }

            await SendAsync(read, cancellation).ConfigureAwait(false);
            if (Place.IsCut)
            {
                return;
            }
        }

        if (log.IsCut)
        {
            _ = _waiting.Append("\n[heliostat: the engine lost the rest of this output]\n");
        }

        await SendAsync(read, cancellation).ConfigureAwait(false);
    }

    /// <summary>Says that the rest could not be read and sent in time, unless it said before that it was cut.</summary>
    public void SayUnfinished()
    {
        if (!Place.IsCut)
        {
            _ = outbox.Remark(new RunLog(
                run, Place.BytesSent, "\n[heliostat: the rest of this output came too late to be kept]\n"));
        }
    }

    // Answers how many bytes were new.
    private int Take(LogPiece piece)
    {
        var skipped = (int)Math.Min(_toSkip, piece.Bytes.Length);
        _toSkip -= skipped;
        var bytes = piece.Bytes.Span[skipped..];
        var decoder = _decoders[piece.IsError ? 1 : 0];
        var characters = new char[decoder.GetCharCount(bytes, flush: false)];
        _ = decoder.GetChars(bytes, characters, flush: false);
        _ = _waiting.Append(characters);
        return bytes.Length;
    }

    // More is gathered for a short while, as long as it is not a piece of its own.
    private async Task<bool> IsSoonAsync(Task reading, CancellationToken cancellation)
    {
        if (_waiting.Length >= RunLog.TextBytesMax)
        {
            return false;
        }

        if (!reading.IsCompleted)
        {
            var pause = Task.Delay(TimeSpan.FromMilliseconds(GatherMilliseconds), time, cancellation);
            _ = await Task.WhenAny(reading, pause).ConfigureAwait(false);
        }

        return reading.IsCompletedSuccessfully && reading is Task<LogPiece?> { Result: not null };
    }

    private async Task SendAsync(long read, CancellationToken cancellation)
    {
        while (_waiting.Length > 0 && !Place.IsCut)
        {
            var text = Next();
            var bytes = Encoding.UTF8.GetByteCount(text);
            if (Place.BytesSent + bytes > BytesMax)
            {
                text = $"\n[heliostat: the output was cut here, after {Place.BytesSent} bytes]\n";
                bytes = Encoding.UTF8.GetByteCount(text);
                Place = Place with { IsCut = true };
            }

            while (!outbox.Remark(new RunLog(run, Place.BytesSent, text)))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(RetryMilliseconds), time, cancellation)
                    .ConfigureAwait(false);
            }

            Place = Place with { BytesSent = Place.BytesSent + bytes };
            await Task.Delay(TimeSpan.FromMilliseconds(PauseMilliseconds), time, cancellation).ConfigureAwait(false);
        }

        Place = Place with { BytesRead = read };
        Moved(Place);
    }

    private string Next()
    {
        var text = Start(RunLog.TextBytesMax);
        if (Encoding.UTF8.GetByteCount(text) > RunLog.TextBytesMax)
        {
            text = Start(CharactersMaxAlways);
        }

        _ = _waiting.Remove(0, text.Length);
        return text;
    }

    // Never half of a character.
    private string Start(int charactersMax)
    {
        var count = Math.Min(charactersMax, _waiting.Length);
        if (count < _waiting.Length && char.IsHighSurrogate(_waiting[count - 1]))
        {
            count--;
        }

        return _waiting.ToString(0, count);
    }
}
