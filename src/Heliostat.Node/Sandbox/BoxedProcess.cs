using System.Diagnostics;

namespace Heliostat.Node.Sandbox;

/// <summary>
/// A running process with pipes, held to its limits and, where ordered, in a box. Whatever it started ends
/// with it, and nothing of it is left on the machine after <see cref="Ended"/>.
/// </summary>
internal sealed class BoxedProcess : IAsyncDisposable
{
    /// <summary>How long a process may take to end by itself when asked to.</summary>
    public static readonly TimeSpan GraceDefault = TimeSpan.FromSeconds(10);

    private const int WatchPauseMilliseconds = 200;
    private const int ErrorDrainSecondsMax = 2;
    private const int SignalCodeBase = 128;
    private const int SignalCodeMax = 128 + 64;
    private const int NotAsked = -1;

    private readonly Process _process;
    private readonly ILimitGroup _group;
    private readonly ErrorTail _errors = new();
    private readonly Task _errorsRead;
    private readonly RunLimits _limits;
    private readonly WrittenFolders _written;
    private int _askedKind = NotAsked;
    private TimeSpan _cpuTimeLast;
    private long? _peakMemoryLast;

    private BoxedProcess(Process process, ILimitGroup group, ProcessOrder order)
    {
        _process = process;
        _group = group;
        _limits = order.Limits;
        _written = new WrittenFolders(order);
        Id = process.Id;
        Input = process.StandardInput.BaseStream;
        Output = process.StandardOutput.BaseStream;
        _errorsRead = _errors.FollowAsync(process.StandardError.BaseStream, order.OnErrorLine);
        Ended = Task.Run(WatchAsync);
    }

    /// <summary>The process id on this machine, of the box where there is one.</summary>
    public int Id { get; }

    /// <summary>What the program reads as its standard input.</summary>
    public Stream Input { get; }

    /// <summary>What the program writes to its standard output.</summary>
    public Stream Output { get; }

    /// <summary>How it ended; completes when it and all that it started are gone.</summary>
    public Task<ProcessEnd> Ended { get; }

    /// <summary>The tail of its standard error so far.</summary>
    public string ErrorText => _errors.Text;

    /// <summary>The CPU time used so far by it and all that it started.</summary>
    public TimeSpan CpuTime => Ended.IsCompleted ? _cpuTimeLast : MeasureCpuTime();

    /// <summary>The most memory used at once, where the system can tell.</summary>
    public long? PeakMemoryBytes => Ended.IsCompleted ? _peakMemoryLast : _group.PeakMemoryBytes;

    /// <summary>Starts a process.</summary>
    /// <exception cref="SandboxException">It cannot be started as ordered.</exception>
    public static async Task<BoxedProcess> StartAsync(ProcessOrder order)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new SandboxException("Runs can be limited and boxed on Linux only.");
        }

        var group = LimitGroups.Create(order.Limits);
        try
        {
            var process = await ProcessLauncher.StartAsync(LaunchScript.For(order, group)).ConfigureAwait(false);
            return new BoxedProcess(process, group, order);
        }
        catch
        {
            group.Dispose();
            throw;
        }
    }

    /// <summary>Ends the process and all that it started: asked first, then by force.</summary>
    /// <param name="why">What <see cref="Ended"/> will give as the reason.</param>
    /// <param name="grace">How long it may take to end by itself; <see cref="GraceDefault"/> when null.</param>
    public async Task<ProcessEnd> KillAsync(EndKind why = EndKind.Killed, TimeSpan? grace = null)
    {
        _ = Interlocked.CompareExchange(ref _askedKind, (int)why, NotAsked);
        var patience = grace ?? GraceDefault;
        if (patience > TimeSpan.Zero)
        {
            Signal(PosixCalls.SignalTerminate);
            await Task.WhenAny(Ended, Task.Delay(patience)).ConfigureAwait(false);
        }

        if (!Ended.IsCompleted)
        {
            Signal(PosixCalls.SignalKill);
        }

        return await Ended.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync(EndKind.Killed, TimeSpan.Zero).ConfigureAwait(false);
        _process.Dispose();
    }

    private async Task<ProcessEnd> WatchAsync()
    {
        var exit = _process.WaitForExitAsync();
        while (await Task.WhenAny(exit, Task.Delay(WatchPauseMilliseconds)).ConfigureAwait(false) != exit)
        {
            _cpuTimeLast = MeasureCpuTime();
            if (_limits.CpuSeconds is { } seconds && _cpuTimeLast > TimeSpan.FromSeconds(seconds))
            {
                _ = Interlocked.CompareExchange(ref _askedKind, (int)EndKind.CpuExhausted, NotAsked);
                Signal(PosixCalls.SignalKill);
            }

            if (_written.AreOver())
            {
                _ = Interlocked.CompareExchange(ref _askedKind, (int)EndKind.WroteTooMuch, NotAsked);
                Signal(PosixCalls.SignalKill);
            }
        }

        await exit.ConfigureAwait(false);
        await Task.WhenAny(_errorsRead, Task.Delay(TimeSpan.FromSeconds(ErrorDrainSecondsMax))).ConfigureAwait(false);
        _cpuTimeLast = _group.CpuTime ?? _cpuTimeLast;
        _peakMemoryLast = _group.PeakMemoryBytes;
        var outOfMemory = _group.KilledForMemory;
        _ = PosixCalls.Kill(-Id, PosixCalls.SignalKill);
        _group.Dispose();
        return Describe(_process.ExitCode, outOfMemory);
    }

    private ProcessEnd Describe(int exitCode, bool outOfMemory)
    {
        var signal = exitCode is > SignalCodeBase and <= SignalCodeMax ? exitCode - SignalCodeBase : 0;
        var code = signal == 0 ? exitCode : signal;
        var kind = (EndKind)_askedKind;
        if (_askedKind == NotAsked)
        {
            kind = outOfMemory && exitCode != 0 ? EndKind.OutOfMemory
                : signal == PosixCalls.SignalCpuLimit && _limits.CpuSeconds is not null ? EndKind.CpuExhausted
                : signal != 0 ? EndKind.Signal
                : EndKind.Exited;
        }

        return new ProcessEnd(kind, code, _errors.Text);
    }

    private void Signal(int signal)
    {
        // A box that is asked to end would end its program by force: ask the program itself.
        var inside = signal == PosixCalls.SignalTerminate ? _group.Members.Where(id => id != Id).ToList() : [];
        foreach (var id in inside)
        {
            _ = PosixCalls.Kill(id, signal);
        }

        if (inside.Count == 0 && !_process.HasExited)
        {
            _ = PosixCalls.Kill(-Id, signal);
        }
    }

    private TimeSpan MeasureCpuTime() => _group.CpuTime ?? ProcessTree.CpuTime(Id);
}
