using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Heliostat.Node.Sandbox;

namespace Heliostat.Node.Runners.Plugins;

/// <summary>Takes one line without its end.</summary>
internal delegate void LineTaken(ReadOnlySpan<byte> line);

/// <summary>A plugin's process and its pipe: whole batches go in, lines come out as they are written.</summary>
internal sealed class PluginProcess
{
    private const int LineBytesMax = 1024 * 1024;

    private readonly BoxedProcess _process;
    private readonly LineTaken _onLine;
    private readonly Action _onEnd;
    private readonly Task _reading;
    private volatile bool _hasAnswered;
    private volatile bool _hasEnded;

    private PluginProcess(BoxedProcess process, LineTaken onLine, Action onEnd)
    {
        (_process, _onLine, _onEnd) = (process, onLine, onEnd);
        _reading = Task.Run(ReadAllAsync);
    }

    public TimeSpan CpuTime => _process.CpuTime;

    /// <summary>Whether it ever answered a request.</summary>
    public bool HasAnswered => _hasAnswered;

    /// <summary>Whether it is gone, and all that it had written is read.</summary>
    public bool HasEnded => _hasEnded;

    /// <summary>Starts it.</summary>
    /// <exception cref="SandboxException">It cannot be started.</exception>
    public static async Task<PluginProcess> StartAsync(ProcessOrder order, LineTaken onLine, Action onEnd) =>
        new(await BoxedProcess.StartAsync(order).ConfigureAwait(false), onLine, onEnd);

    /// <summary>Writes a batch; a process that is gone takes it silently, for its end tells more.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> batch)
    {
        try
        {
            await _process.Input.WriteAsync(batch).ConfigureAwait(false);
            await _process.Input.FlushAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // It reads no more. Why is for its end to say, or for the time limit.
        }
    }

    public void Kill(EndKind why) => _ = _process.KillAsync(why, TimeSpan.Zero);

    /// <summary>Closes its input, waits a little for it to leave, and removes what is left.</summary>
    public async Task<ProcessEnd> CloseAsync(TimeSpan patience)
    {
        if (patience > TimeSpan.Zero)
        {
            CloseInput();
            await Task.WhenAny(_process.Ended, Task.Delay(patience)).ConfigureAwait(false);
        }

        await _process.DisposeAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(false);
        return await _process.Ended.ConfigureAwait(false);
    }

    private void CloseInput()
    {
        try
        {
            _process.Input.Close();
        }
        catch (IOException)
        {
            // It is gone already.
        }
    }

    private async Task ReadAllAsync()
    {
        try
        {
            var pipe = PipeReader.Create(_process.Output, new StreamPipeReaderOptions(leaveOpen: true));
            while (await ReadSomeAsync(pipe).ConfigureAwait(false))
            {
                // Everything happens in the condition.
            }
        }
        catch (Exception error) when (error is JsonException or InvalidDataException or IOException
            or ObjectDisposedException)
        {
            // It does not speak as plugins do: what it was at counts as crashed.
            await _process.KillAsync(EndKind.Signal, TimeSpan.Zero).ConfigureAwait(false);
        }

        await _process.Ended.ConfigureAwait(false);
        _hasEnded = true;
        _onEnd();
    }

    private async Task<bool> ReadSomeAsync(PipeReader pipe)
    {
        var read = await pipe.ReadAsync().ConfigureAwait(false);
        var buffer = read.Buffer;
        while (buffer.PositionOf((byte)'\n') is { } end)
        {
            var line = buffer.Slice(0, end);
            if (!line.IsEmpty)
            {
                _onLine(line.IsSingleSegment ? line.FirstSpan : line.ToArray());
                _hasAnswered = true;
            }

            buffer = buffer.Slice(buffer.GetPosition(1, end));
        }

        if (buffer.Length > LineBytesMax)
        {
            throw new InvalidDataException("A line of the plugin is too long.");
        }

        pipe.AdvanceTo(buffer.Start, buffer.End);
        return !read.IsCompleted;
    }
}
