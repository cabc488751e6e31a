using Heliostat.Core;
using Heliostat.Manager.Journal;
using Heliostat.Manager.Loop;
using Heliostat.Protocol.Values;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Heliostat.Manager.Views;

/// <summary>
/// Keeps the views' file in step with the journal, on one thread. It writes at once when somebody waits, and else
/// gathers for a moment, so that a run that is leased, started and reported in that moment is one row written once.
/// </summary>
internal sealed partial class ViewFollower : IAsyncDisposable
{
    private const int GatherMs = 100;
    private const int ChangedRowsMax = 20_000;
    private const int GroupsWaitingMax = 1_024;
    private const int PauseAfterFaultMs = 5_000;

    private readonly LoopOptions _options;
    private readonly ILogger _log;
    private readonly JournalReader _journal;
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly ManualResetEventSlim _closing = new();
    private readonly Queue<CommittedGroup> _groups = new();
    private readonly List<(long Sequence, TaskCompletionSource Reached)> _waiting = [];
    private readonly Task _work;
    private ViewRows _rows;
    private ViewFold _fold;
    private ViewWriter _writer;
    private long _applied;
    private ContentHash _appliedHash;
    private long _shown;

    public ViewFollower(LoopOptions options, ILogger log)
    {
        (_options, _log) = (options, log);
        _journal = JournalReader.Open(options.JournalPath);
        (_writer, _rows, _fold) = Open();
        _work = Task.Factory.StartNew(
            Follow, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The newest entry that the rows show.</summary>
    public long Sequence => Volatile.Read(ref _shown);

    /// <summary>Takes a group. What there is no room for is read from the journal's file later.</summary>
    public void Read(CommittedGroup group)
    {
        lock (_gate)
        {
            if (_groups.Count < GroupsWaitingMax && !_closing.IsSet)
            {
                _groups.Enqueue(group);
            }
        }

        _wake.Set();
    }

    /// <summary>Ends once the rows show an entry.</summary>
    public Task Reach(long sequence)
    {
        lock (_gate)
        {
            if (Sequence >= sequence)
            {
                return Task.CompletedTask;
            }

            // Those that gave up are let go here, so that the list stays as short as what is waited for.
            _waiting.RemoveAll(waiting => waiting.Reached.Task.IsCompleted);
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((sequence, reached));
            _wake.Set();
            return reached.Task;
        }
    }

    /// <summary>Writes what it was given, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _closing.Set();
        _wake.Set();
        await _work;
        _writer.Dispose();
        _journal.Dispose();
    }

    private (ViewWriter Writer, ViewRows Rows, ViewFold Fold) Open()
    {
        var connection = ViewSchema.OpenOrMake(_options.ViewsPath, _journal);
        var (sequence, hash) = ViewSchema.ReadCursor(connection);
        (_applied, _appliedHash) = (sequence, hash);
        Volatile.Write(ref _shown, sequence);
        var writer = new ViewWriter(connection);
        var rows = new ViewRows(writer);
        return (writer, rows, new ViewFold(rows));
    }

    private void Follow()
    {
        while (true)
        {
            try
            {
                CatchUp(long.MaxValue);
                FollowGroups();
                return;
            }
            catch (Exception error) when (IsFault(error))
            {
                LogFault(_log, error);
                if (!OpenAgain(isWrong: error is InvariantException))
                {
                    return;
                }
            }
        }
    }

    /// <summary>Tries until the file can be used again; false when the manager stops meanwhile.</summary>
    private bool OpenAgain(bool isWrong)
    {
        _writer.Dispose();
        while (!_closing.IsSet)
        {
            _closing.Wait(PauseAfterFaultMs);
            try
            {
                if (isWrong)
                {
                    using var connection = ViewSchema.OpenOrMake(_options.ViewsPath, _journal);
                    ViewSchema.Clear(connection, _journal.Network);
                }

                (_writer, _rows, _fold) = Open();
                return true;
            }
            catch (Exception error) when (IsFault(error))
            {
                LogFault(_log, error);
            }
        }

        return false;
    }

    private void FollowGroups()
    {
        var gatheringSince = 0L;
        while (true)
        {
            var (isClosing, isAwaited) = ApplyWaiting();
            if (_rows.ChangedCount == 0 && _applied == Sequence)
            {
                if (isClosing)
                {
                    return;
                }

                _wake.WaitOne();
                gatheringSince = Environment.TickCount64;
                continue;
            }

            var gatheredMs = Environment.TickCount64 - gatheringSince;
            if (isClosing || isAwaited || gatheredMs >= GatherMs || _rows.ChangedCount >= ChangedRowsMax)
            {
                Write();
                gatheringSince = Environment.TickCount64;
            }
            else
            {
                _wake.WaitOne((int)(GatherMs - gatheredMs));
            }
        }
    }

    private (bool IsClosing, bool IsAwaited) ApplyWaiting()
    {
        while (_rows.ChangedCount < ChangedRowsMax)
        {
            CommittedGroup? group;
            lock (_gate)
            {
                if (!_groups.TryDequeue(out group))
                {
                    return (_closing.IsSet, _waiting.Count > 0);
                }
            }

            CatchUp(group.FirstSequence - 1);
            foreach (var entry in group.Entries)
            {
                Apply(entry.Entry.Sequence, entry.Hash, entry.At, entry.Events);
            }
        }

        return (false, true);
    }

    private void Apply(long sequence, ContentHash hash, Instant at, IReadOnlyList<Event> events)
    {
        if (sequence == _applied + 1)
        {
            _fold.Apply(sequence, at, events);
            (_applied, _appliedHash) = (sequence, hash);
        }
    }

    private void CatchUp(long last)
    {
        if (_applied >= last)
        {
            return;
        }

        foreach (var stored in _journal.Read(_applied + 1))
        {
            if (stored.Sequence > last || _closing.IsSet)
            {
                return;
            }

            var entry = EntryDecoder.Decode(stored);
            Apply(stored.Sequence, stored.Hash, entry.At, entry.Events);
            if (_rows.ChangedCount >= ChangedRowsMax)
            {
                Write();
            }
        }
    }

    private void Write()
    {
        _rows.Write(_applied, _appliedHash);
        lock (_gate)
        {
            Volatile.Write(ref _shown, _applied);
            foreach (var (_, reached) in _waiting.Where(waiting => waiting.Sequence <= _applied))
            {
                reached.SetResult();
            }

            _waiting.RemoveAll(waiting => waiting.Sequence <= _applied);
        }
    }

    private static bool IsFault(Exception error) => error is SqliteException or IOException or JournalException
        or InvariantException or UnauthorizedAccessException;

    [LoggerMessage(Level = LogLevel.Error, Message = "The views could not be written; they are opened again.")]
    private static partial void LogFault(ILogger log, Exception error);
}
