using System.Buffers;
using System.Threading.Channels;
using Heliostat.Node.Sandbox;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Node.Runners.Plugins;

/// <summary>
/// One warm process for one job and duty, fed through a pipe in batches. It is started when first needed, replaced when
/// it ended or has used half its CPU seconds, and ended when idle.
/// </summary>
internal sealed class PluginHost : IPluginHost
{
    private const int UnwantedMilliseconds = 500;
    private const int CloseSecondsMax = 1;

    private readonly PluginProgram _program;
    private readonly PluginLimits _limits;
    private readonly bool _isBoxed;
    private readonly PluginScratch? _scratch;
    private readonly PluginQueue _queue;
    private readonly Channel<byte> _wakes = Channel.CreateBounded<byte>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly Task _pump;
    private PluginProcess? _process;
    private volatile bool _retires;
    private volatile bool _closes;

    /// <summary>Makes a host whose process is started when first needed.</summary>
    /// <param name="program">What it starts.</param>
    /// <param name="workshop">How.</param>
    /// <param name="time">The clock.</param>
    public PluginHost(PluginProgram program, PluginWorkshop workshop, TimeProvider time)
    {
        (_program, _limits, _isBoxed) = (program, program.Limits ?? workshop.Limits, workshop.IsBoxed);
        _scratch = program.Folder is null ? null : new PluginScratch(workshop.ScratchFolder);
        _queue = new PluginQueue(time);
        _pump = Task.Run(PumpAsync);
    }

    /// <summary>Called with each line that the program writes to its standard error; null where nobody reads.</summary>
    public Action<string>? OnErrorLine { get; init; }

    public bool IsIdle => _queue.Quiet >= TimeSpan.FromSeconds(_limits.IdleSecondsMax);

    public void Run(PluginRequest request)
    {
        _queue.Add(request);
        Wake();
    }

    public void Check()
    {
        if (_process is not { } process)
        {
            return;
        }

        var (isOverTime, isUnwanted) = _queue.CheckHead(TimeSpan.FromMilliseconds(UnwantedMilliseconds));
        if (isOverTime)
        {
            process.Kill(EndKind.TimedOut);
        }
        else if (isUnwanted)
        {
            process.Kill(EndKind.Killed);
        }
        else if (process.CpuTime > TimeSpan.FromSeconds(_limits.CpuSecondsMax) / 2)
        {
            // Else a run could be failed for what those before it have used.
            _retires = true;
            Wake();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _closes = true;
        _wakes.Writer.TryComplete();
        Interlocked.MemoryBarrier();
        // Frees a pump that waits for a plugin which reads no more.
        _process?.Kill(EndKind.Killed);
        await _pump.ConfigureAwait(false);
    }

    private void Wake() => _wakes.Writer.TryWrite(0);

    private async Task PumpAsync()
    {
        var batch = new ArrayBufferWriter<byte>();
        while (await _wakes.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            _wakes.Reader.TryRead(out _);
            await ReplaceAsync().ConfigureAwait(false);
            while (!_closes && !_retires && _queue.HasSendable && await EnsureProcessAsync().ConfigureAwait(false))
            {
                Interlocked.MemoryBarrier();
                if (_closes)
                {
                    break;
                }

                batch.ResetWrittenCount();
                _queue.WriteBatch(batch);
                await _process!.WriteAsync(batch.WrittenMemory).ConfigureAwait(false);
                await ReplaceAsync().ConfigureAwait(false);
            }
        }

        if (_process is { } last)
        {
            await last.CloseAsync(TimeSpan.FromSeconds(CloseSecondsMax)).ConfigureAwait(false);
            _scratch?.Clear();
        }
    }

    /// <summary>Lets go of a process that has ended or is to end; those behind its last request come back.</summary>
    private async Task ReplaceAsync()
    {
        if (_process is not { } process)
        {
            return;
        }

        if (process.HasEnded)
        {
            var end = await process.CloseAsync(TimeSpan.Zero).ConfigureAwait(false);
            _process = null;
            _retires = false;
            _scratch?.Clear();
            Conclude(end, process.HasAnswered);
        }
        else if (_retires && _queue.IsPipeEmpty)
        {
            await process.CloseAsync(TimeSpan.FromSeconds(CloseSecondsMax)).ConfigureAwait(false);
            _process = null;
            _retires = false;
            _scratch?.Clear();
        }
    }

    private async Task<bool> EnsureProcessAsync()
    {
        if (_process is not null)
        {
            return true;
        }

        try
        {
            var order = _program.ToOrder(_limits, _isBoxed, _scratch?.Make()) with { OnErrorLine = OnErrorLine };
            _process = await PluginProcess.StartAsync(order, OnAnswer, Wake).ConfigureAwait(false);
            return true;
        }
        catch (Exception error) when (error is SandboxException or IOException or UnauthorizedAccessException)
        {
            FailAll(PluginFailures.NotStarted);
            return false;
        }
    }

    private void OnAnswer(ReadOnlySpan<byte> line)
    {
        var answer = PluginLines.ReadAnswer(line);
        if (answer.Progress is { } progress)
        {
            if (_queue.Find(answer.Id) is { IsAbandoned: false, Said: { } say })
            {
                say(progress);
            }

            return;
        }

        if (_queue.Answered(answer.Id) is var (request, milliseconds) && !request.IsAbandoned)
        {
            request.Done(new PluginOutcome(answer.Result, answer.Failure, milliseconds));
        }

        if (_queue.HasSendable || (_retires && _queue.IsPipeEmpty))
        {
            Wake();
        }
    }

    private void Conclude(ProcessEnd end, bool hasAnswered)
    {
        var failure = PluginFailures.Of(end);
        if (!hasAnswered && PluginFailures.IsOfStart(end))
        {
            FailAll(PluginFailures.NotStarted);
            return;
        }

        // The one that had run out of time may have answered in the meantime.
        var sparesHead = end.Kind == EndKind.TimedOut ? !_queue.CheckHead(TimeSpan.Zero).IsOverTime
            : end.Kind == EndKind.Killed && !_closes;
        var (head, milliseconds) = _queue.Lose(sparesHead);
        if (head is { IsAbandoned: false })
        {
            head.Done(new PluginOutcome(null, failure, milliseconds));
        }
    }

    private void FailAll(RunFailure failure)
    {
        foreach (var request in _queue.Clear().Where(request => !request.IsAbandoned))
        {
            request.Done(new PluginOutcome(null, failure, 0));
        }
    }
}
