using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Heliostat.Node.Sandbox;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Node.Runners.Blender;

/// <summary>
/// Speaks with the driver inside a Blender: one command, one answer. A Blender that dies, hangs or takes too
/// long is ended, and the failure says which it was.
/// </summary>
internal sealed class BlenderPipe : IAsyncDisposable
{
    private const int AnswerBytesMax = 1 << 20;
    private const int WatchPauseMilliseconds = 500;
    private const int EndSecondsMax = 10;
    private const int DetailCharactersMax = 500;
    private static readonly TimeSpan SignOfLife = TimeSpan.FromMilliseconds(100);

    private readonly BoxedProcess _process;
    private readonly SceneComplaints _complaints;
    private readonly LineReader _answers;
    private readonly TimeSpan _hangLimit;
    private int _number;

    private BlenderPipe(BoxedProcess process, SceneComplaints complaints, TimeSpan hangLimit)
    {
        _process = process;
        _complaints = complaints;
        _hangLimit = hangLimit;
        _answers = new LineReader(process.Output, AnswerBytesMax);
    }

    /// <summary>Whether it can still be asked.</summary>
    public bool IsAlive => !_process.Ended.IsCompleted;

    /// <summary>The CPU time used so far; the only sign of life while a frame renders.</summary>
    public TimeSpan CpuTime => _process.CpuTime;

    /// <summary>The most memory used at once, where the system can tell.</summary>
    public long? PeakMemoryBytes => _process.PeakMemoryBytes;

    /// <summary>Starts a Blender and waits until its driver speaks.</summary>
    public static async Task<BlenderPipe> StartAsync(
        ProcessOrder order, TimeSpan limit, TimeSpan hangLimit, CancellationToken cancellation)
    {
        var complaints = new SceneComplaints();
        BoxedProcess process;
        try
        {
            process = await BoxedProcess.StartAsync(order with { OnErrorLine = complaints.Read }).ConfigureAwait(false);
        }
        catch (SandboxException error)
        {
            throw new RunFailedException(FailureReasons.NotStarted, FaultSide.Node, Words(error.Message));
        }

        var pipe = new BlenderPipe(process, complaints, hangLimit);
        try
        {
            await pipe.WaitAsync(limit, cancellation).ConfigureAwait(false);
            return pipe;
        }
        catch
        {
            await pipe.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Gives a command and waits for its answer.</summary>
    /// <exception cref="RunFailedException">The driver said no, or there is no driver any more.</exception>
    public async Task<DriverAnswer> AskAsync(DriverCommand command, TimeSpan limit, CancellationToken cancellation)
    {
        var numbered = command with { Number = ++_number };
        var line = JsonSerializer.Serialize(numbered, DriverJson.Default.DriverCommand) + "\n";
        try
        {
            await _process.Input.WriteAsync(Encoding.UTF8.GetBytes(line), cancellation).ConfigureAwait(false);
            await _process.Input.FlushAsync(cancellation).ConfigureAwait(false);
        }
        catch (IOException)
        {
            throw Explain(await FindEndAsync().ConfigureAwait(false));
        }

        var answer = await WaitAsync(limit, cancellation).ConfigureAwait(false);
        if (!answer.Ok)
        {
            throw new RunFailedException(answer.Reason ?? FailureReasons.Crashed, answer.Side ?? FaultSide.Unknown,
                Words(answer.Detail ?? "Blender gave no reason."));
        }

        return _complaints.Failure is { } failure ? throw new RunFailedException(failure) : answer;
    }

    public async ValueTask DisposeAsync() => await _process.DisposeAsync().ConfigureAwait(false);

    private async Task<DriverAnswer> WaitAsync(TimeSpan limit, CancellationToken cancellation)
    {
        var reading = ReadAnswerAsync();
        var since = Stopwatch.StartNew();
        var lastSign = (At: TimeSpan.Zero, Cpu: CpuTime);
        try
        {
            while (!reading.IsCompleted)
            {
                await Task.WhenAny(reading, Task.Delay(WatchPauseMilliseconds, cancellation)).ConfigureAwait(false);
                cancellation.ThrowIfCancellationRequested();
                if (CpuTime - lastSign.Cpu >= SignOfLife)
                {
                    lastSign = (since.Elapsed, CpuTime);
                }

                if (!reading.IsCompleted)
                {
                    await EndIfLateAsync(since.Elapsed - lastSign.At, since.Elapsed, limit).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            await _process.KillAsync(EndKind.Killed, TimeSpan.Zero).ConfigureAwait(false);
            throw;
        }

        return await reading.ConfigureAwait(false)
            ?? throw Explain(await FindEndAsync().ConfigureAwait(false));
    }

    // A pipe that closes is the first sign of an end whose reason is known only a moment later.
    private async Task<ProcessEnd> FindEndAsync()
    {
        await Task.WhenAny(_process.Ended, Task.Delay(TimeSpan.FromSeconds(EndSecondsMax))).ConfigureAwait(false);
        return await _process.KillAsync().ConfigureAwait(false);
    }

    private async Task EndIfLateAsync(TimeSpan silence, TimeSpan elapsed, TimeSpan limit)
    {
        if (elapsed > limit)
        {
            await _process.KillAsync(EndKind.TimedOut).ConfigureAwait(false);
            throw new RunFailedException(FailureReasons.TimedOut, FaultSide.Job,
                $"The run took longer than its limit of {limit.TotalSeconds:0} seconds.");
        }

        if (silence > _hangLimit)
        {
            await _process.KillAsync(EndKind.Killed).ConfigureAwait(false);
            throw new RunFailedException(FailureReasons.Hung, FaultSide.Unknown,
                $"Blender neither answered nor used any CPU for {_hangLimit.TotalSeconds:0} seconds.");
        }
    }

    private async Task<DriverAnswer?> ReadAnswerAsync()
    {
        try
        {
            while (await _answers.ReadLineAsync().ConfigureAwait(false) is { } line)
            {
                // Blender greets before the driver has taken its standard output away.
                if (line.StartsWith('{')
                    && JsonSerializer.Deserialize(line, DriverJson.Default.DriverAnswer) is { } answer
                    && answer.Number == _number)
                {
                    await _complaints.CatchUpAsync(_number).ConfigureAwait(false);
                    return answer;
                }
            }
        }
        catch (Exception error) when (error is IOException or JsonException or ObjectDisposedException)
        {
            // Half an answer is none: the process is ended, and its end is what is told.
        }

        return null;
    }

    private static RunFailedException Explain(ProcessEnd end) => end.Kind switch
    {
        EndKind.OutOfMemory => new RunFailedException(FailureReasons.OutOfMemory, FaultSide.Job,
            "The scene needs more memory than the run was allotted."),
        EndKind.WroteTooMuch => new RunFailedException(FailureReasons.WroteTooMuch, FaultSide.Job,
            "The run wrote more to the disk than it may."),
        EndKind.Exited when end.ErrorText.Contains("bwrap: ", StringComparison.Ordinal) =>
            new RunFailedException(FailureReasons.NotStarted, FaultSide.Node, "The sandbox could not be made."),
        EndKind.TimedOut => new RunFailedException(FailureReasons.TimedOut, FaultSide.Job, $"Blender {end}."),
        _ => new RunFailedException(FailureReasons.Crashed, FaultSide.Unknown, $"Blender {end}."),
    };

    private static string Words(string text) => text.Length <= DetailCharactersMax ? text : text[..DetailCharactersMax];
}
