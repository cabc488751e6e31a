using System.Threading.Channels;
using Heliostat.Core;
using Heliostat.Core.Claims;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;
using Heliostat.Manager.Loop;
using Heliostat.Storage;
using Microsoft.Extensions.Logging;

namespace Heliostat.Manager.Verifying;

/// <summary>
/// Fetches what the rules need to compare worker and verifier, and hands it to them as commands. It decides nothing.
/// </summary>
internal sealed class Judge : IJournalReader, IAsyncDisposable
{
    private readonly ManagerLoop _loop;
    private readonly ILogger<Judge> _log;
    private readonly Comparison _comparison;
    private readonly MeasureDesk _desk;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<Func<CancellationToken, Task<Command?>>> _work =
        Channel.CreateUnbounded<Func<CancellationToken, Task<Command?>>>(new() { SingleReader = true });

    private Task _working = Task.CompletedTask;

    public Judge(ManagerLoop loop, IBlobStore store, TimeProvider time, ILogger<Judge> log)
    {
        (_loop, _log) = (loop, log);
        _comparison = new Comparison(store);
        _desk = new MeasureDesk(time, measure => Add(cancel => _comparison.MeasureAsync(measure, cancel)));
    }

    /// <summary>Begins, with what was open when the manager stopped.</summary>
    public async Task StartAsync()
    {
        _working = Task.Run(() => WorkAsync(_stop.Token));
        await _loop.AskAsync(network =>
        {
            foreach (var unit in network.Checks.All)
            {
                Resume(network, unit);
            }

            return true;
        });
    }

    /// <inheritdoc/>
    public void Read(CommittedGroup group, Network network)
    {
        foreach (var entry in group.Entries)
        {
            foreach (var happened in entry.Events)
            {
                Read(happened, network);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _work.Writer.TryComplete();
        await _stop.CancelAsync();
        await _working;
        _desk.Dispose();
        _stop.Dispose();
    }

    private void Read(Event happened, Network network)
    {
        switch (happened)
        {
            case CheckReported e when network.Checks.Find(e.Check) is { } unit:
                Compare(network, unit);
                break;
            case TilesDisputed e when network.Checks.Find(e.Check) is { State: CheckState.Measuring } unit:
                _desk.Open(JudgeCase.Of(network, unit));
                break;
            case TilesHandedOver e:
                _desk.Take(e);
                break;
            case FileCompared e when network.Checks.Find(e.Check) is { Claim: not null }:
                _desk.Take(e);
                break;
            case WitnessHeard e:
                _desk.Close(e.Check.Run, e.Check.Unit);
                break;
            case UnitAccepted e:
                _desk.Close(e.Run, e.Unit);
                break;
            case UnitRejected e:
                _desk.Close(e.Run, e.Unit);
                break;
            case UnitReturned e:
                _desk.Close(e.Run, e.Unit);
                break;
            case CheckLost e:
                _desk.Close(e.Check.Run, e.Check.Unit);
                break;
            case CheckCancelled e:
                _desk.Close(e.Check.Run, e.Check.Unit);
                break;
        }
    }

    private void Resume(Network network, UnitCheck unit)
    {
        if (unit.State == CheckState.Measuring)
        {
            _desk.Open(JudgeCase.Of(network, unit));
        }
        else
        {
            Compare(network, unit);
        }
    }

    private void Compare(Network network, UnitCheck unit)
    {
        if (unit is { State: CheckState.Reported, Method: CheckMethod.Tiles }
            && JudgeCase.Of(network, unit) is { } judged)
        {
            Add(cancel => _comparison.CompareAsync(judged, cancel));
        }
    }

    private void Add(Func<CancellationToken, Task<Command?>> work) => _work.Writer.TryWrite(work);

    private async Task WorkAsync(CancellationToken stop)
    {
        try
        {
            await foreach (var work in _work.Reader.ReadAllAsync(stop))
            {
                await DoAsync(work, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The manager stops; what is open is taken up again at its next start.
        }
    }

    private async Task DoAsync(Func<CancellationToken, Task<Command?>> work, CancellationToken stop)
    {
        try
        {
            if (await work(stop) is { } command)
            {
                await _loop.SubmitAsync(command);
            }
        }
        catch (IOException error)
        {
            // The check's own deadline draws another verifier, so one unreadable blob stops nothing.
            JudgeLog.CannotRead(_log, error.Message);
        }
    }
}
