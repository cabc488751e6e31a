using Heliostat.Core;
using Heliostat.Manager.Journal;
using Heliostat.Manager.Vault;
using Heliostat.Protocol.Signing;
using Microsoft.Extensions.Logging;

namespace Heliostat.Manager.Loop;

/// <summary>
/// The only writer: takes what waits, decides each command in turn, makes the group durable in one transaction, and
/// only then answers and lets readers see it. Every method may be called on any thread.
/// </summary>
public sealed partial class ManagerLoop : IAsyncDisposable
{
    /// <summary>Milliseconds after which the loop looks for what is late, also when nothing arrives.</summary>
    public const int TickMs = 250;

    private const int ForgetNoncesEveryMs = 60_000;

    private readonly LoopOptions _options;
    private readonly LoopParts _parts;
    private readonly ILogger _log;
    private readonly Snapshots _snapshots;
    private readonly GroupWriter _writer;
    private readonly JournalRoom _room;
    private readonly Inbox _inbox = new();
    private readonly List<IJournalReader> _readers = [];
    private readonly List<(Waiting Waiting, Decision Decision, long Sequence)> _owed = [];
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Thread? _thread;
    private List<Waiting> _taken = [];
    private int _takenDecided;
    private volatile SignedHead? _head;
    private volatile bool _isHeld;
    private Instant _ticked;
    private Instant _forgot;

    private ManagerLoop(LoopOptions options, LoopParts parts, ILogger log)
    {
        (_options, _parts, _log) = (options, parts, log);
        _writer = new GroupWriter(parts);
        _room = new JournalRoom(options.JournalPath);
        _head = parts.File.Reader.LastHead();
        parts.Clock.Jumped = AlarmClock;
        _snapshots = new Snapshots(options, parts.NetworkId, log);
        _readers.Add(_snapshots);
    }

    /// <summary>The network's id.</summary>
    public Guid NetworkId => _parts.NetworkId;

    /// <summary>The key that signs heads and tokens.</summary>
    public Ed25519PrivateKey SigningKey => _parts.SigningKey;

    /// <summary>Reads the journal's file.</summary>
    public JournalReader Journal => _parts.File.Reader;

    /// <summary>The newest signed head; null before the network's first start.</summary>
    public SignedHead? Head => _head;

    /// <summary>The time by which commands are stamped.</summary>
    public Instant Now => _parts.Clock.Now;

    /// <summary>Commands that wait for their turn.</summary>
    public int WaitingCount => _inbox.Count;

    /// <summary>
    /// True while the journal's disk has no room. Commands wait undecided, and questions are answered; it goes on by
    /// itself once there is room.
    /// </summary>
    public bool IsHeld => _isHeld;

    /// <summary>Counters for people and for /metrics.</summary>
    public LoopFigures Figures { get; } = new();

    /// <summary>
    /// Ends when the loop has stopped: well after <see cref="StopAsync"/>, or with the exception that stopped it; then
    /// the process must end with an error, and a restart rebuilds the books from the journal.
    /// </summary>
    public Task Faulted => _ended.Task;

    /// <summary>Rebuilds the books from snapshot and journal; founds nothing and starts nothing yet.</summary>
    /// <exception cref="JournalException">
    /// A file or the clock is not as it must be; the message says what to do.
    /// </exception>
    public static ManagerLoop Open(
        LoopOptions options, SecretVault vault, TimeProvider time, ILoggerFactory loggers)
    {
        var log = loggers.CreateLogger<ManagerLoop>();
        return new ManagerLoop(options, Opening.Open(options, vault, time, log), log);
    }

    /// <summary>Adds a reader, before the start; readers are called in the order in which they were added.</summary>
    public void Attach(IJournalReader reader)
    {
        if (_thread is not null)
        {
            throw new InvalidOperationException(
                "Readers are attached before the loop starts, so that none misses a group.");
        }

        _readers.Add(reader);
    }

    /// <summary>
    /// Starts the loop. Ends once the manager's opening (and the network's founding) is durable and readers saw it.
    /// </summary>
    public Task StartAsync()
    {
        _thread = new Thread(Run) { Name = "manager loop", IsBackground = true };
        _thread.Start();
        return _started.Task;
    }

    /// <summary>Has a command decided; ends when what came of it is durable.</summary>
    public Task<Outcome> SubmitAsync(Command command, StoredNonce? nonce = null)
    {
        var promise = new TaskCompletionSource<Outcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(new Waiting(command, nonce, null, promise, null));
        return promise.Task;
    }

    /// <summary>
    /// Has a command decided, and calls back once what came of it is durable: on the loop's thread, so be quick.
    /// Commands
    /// of one caller are decided in the order in which they were posted. Where the loop takes nothing more, the
    /// callback
    /// comes at once, on the caller's thread.
    /// </summary>
    public void Post(Command command, Action<Command, Outcome> answered) =>
        Enqueue(new Waiting(command, null, answered, null, null));

    /// <summary>
    /// Asks the books, on the loop's thread, between two groups; be quick, and keep nothing of the network.
    /// </summary>
    public Task<T> AskAsync<T>(Func<Network, T> question)
    {
        var asked = new Question<T>(question);
        Enqueue(new Waiting(null, null, null, null, asked));
        return asked.Task;
    }

    /// <summary>Decides what waits, makes it durable and answers it; then stops. What comes later is refused.</summary>
    public async Task StopAsync()
    {
        _inbox.Close();
        if (_thread is not null)
        {
            await _ended.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Stops, writes a last snapshot, and closes the journal.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _snapshots.DisposeAsync();
        _writer.Dispose();
        _parts.File.Dispose();
        _parts.SigningKey.Dispose();
    }

    private static void Answer(Waiting waiting, Outcome outcome)
    {
        waiting.Promise?.SetResult(outcome);
        waiting.Answered?.Invoke(waiting.Command!, outcome);
    }

    private void Enqueue(Waiting waiting)
    {
        if (_inbox.TryAdd(waiting, out var isClosed))
        {
            return;
        }

        var refusal = isClosed
            ? new Refusal("manager-stopping", "The manager is stopping; try again once it runs again.")
            : new Refusal("manager-busy", "Too many commands wait already; try again in a second.");
        Count(refusal, waiting.Command);
        waiting.Question?.Fail(new LoopUnavailableException(refusal));
        Answer(waiting, new Outcome(new Decision([], refusal, []), _head?.Sequence ?? 0, _head!));
    }

    private void Run()
    {
        try
        {
            _writer.OpenManager(_options.Version);
            _writer.OpenEpochWhenDue();
            CommitAndAnswer();
            _started.SetResult();
            while (TakeGroup())
            {
            }

            _ended.SetResult();
        }
        catch (Exception error)
        {
            Fault(error);
        }
    }

    private bool TakeGroup()
    {
        if (IsHeldBack())
        {
            return true;
        }

        if (_inbox.Take(TimeSpan.FromMilliseconds(TickMs)) is not { } waiting)
        {
            return false;
        }

        // Questions come first, while nothing is in the books that is not durable.
        foreach (var item in waiting)
        {
            item.Question?.Answer(_parts.Network);
        }

        (_taken, _takenDecided) = (waiting, 0);
        foreach (var item in waiting)
        {
            _takenDecided++;
            Decide(item);
        }

        TickWhenDue();
        CommitAndAnswer();
        return true;
    }

    private void Decide(Waiting item)
    {
        if (item.Command is null)
        {
            return;
        }

        var decision = _writer.Decide(item.Command, item.Nonce);
        Count(decision, item.Command);
        _owed.Add((item, decision, _writer.Sequence));
        if (_writer.IsFull)
        {
            CommitAndAnswer();
        }
    }

    private void TickWhenDue()
    {
        var now = _parts.Clock.Now;
        if (now.MsSince(_ticked) < TickMs)
        {
            return;
        }

        _ticked = now;
        _writer.OpenEpochWhenDue();
        _writer.TickWhenDue();
        if (now.MsSince(_forgot) >= ForgetNoncesEveryMs)
        {
            _forgot = now;
            _parts.File.ForgetNonces(now.UnixMs);
        }
    }

    /// <summary>
    /// Places, commits, answers and lets readers see; again while one group was too small for it all.
    /// </summary>
    private void CommitAndAnswer()
    {
        var isMore = _writer.HasEntries;
        do
        {
            isMore = isMore && _writer.Place();
            var began = System.Diagnostics.Stopwatch.GetTimestamp();
            var bytes = _writer.BytesCount;
            var group = _writer.Commit();
            if (group is not null)
            {
                _head = group.Head;
                Figures.AddGroup(group, bytes, System.Diagnostics.Stopwatch.GetElapsedTime(began));
            }

            AnswerOwed();
            LetRead(group);
        }
        while (isMore);
    }

    /// <summary>
    /// True while there is no room to write to; then nothing is decided, and only questions are answered. What was
    /// decided and cannot be written all the same stops the manager.
    /// </summary>
    private bool IsHeldBack()
    {
        var isHeld = !_inbox.IsClosed && !_room.IsThere();
        if (isHeld != _isHeld)
        {
            _isHeld = isHeld;
            SayHeld(isHeld);
        }

        if (isHeld)
        {
            _inbox.TakeQuestions().ForEach(item => item.Question!.Answer(_parts.Network));
            _inbox.WaitForClose(TimeSpan.FromMilliseconds(JournalRoom.LookMs));
        }

        return isHeld;
    }

    private void SayHeld(bool isHeld)
    {
        if (isHeld)
        {
            Figures.AddHold();
            LogHeld(_log, JournalRoom.BytesMin);
        }
        else
        {
            LogGoesOn(_log);
        }
    }

    private void AnswerOwed()
    {
        foreach (var (waiting, decision, sequence) in _owed)
        {
            try
            {
                Answer(waiting, new Outcome(decision, sequence, _head!));
            }
            catch (Exception error)
            {
                // The caller is at fault, and what it asked for is durable all the same.
                LogCallbackFailed(_log, error);
            }
        }

        _owed.Clear();
    }

    private void LetRead(CommittedGroup? group)
    {
        if (group is null)
        {
            return;
        }

        foreach (var reader in _readers)
        {
            reader.Read(group, _parts.Network);
        }
    }

    private void Count(Decision decision, Command command)
    {
        if (decision.Refused is { } refused)
        {
            Count(refused, command);
        }

        foreach (var message in decision.RefusedMessages)
        {
            Figures.AddRefusal(message.Code);
            LogRefused(_log, message.Code, command.GetType().Name, message.Reason);
        }
    }

    private void Count(Refusal refusal, Command? command)
    {
        Figures.AddRefusal(refusal.Code);
        LogRefused(_log, refusal.Code, command?.GetType().Name ?? "question", refusal.Reason);
    }

    private void AlarmClock(TimeSpan jump)
    {
        Figures.AddClockAlarm();
        LogClockJumped(_log, jump.TotalSeconds);
    }

    /// <summary>The books may be ahead of the journal now, so nobody is answered and nothing more is taken.</summary>
    private void Fault(Exception error)
    {
        LogFaulted(_log, error);
        _inbox.Close();
        var stopped = new LoopUnavailableException(error);
        var unanswered = _owed.Select(owed => owed.Waiting).Concat(_taken.Skip(_takenDecided)).ToList();
        foreach (var waiting in unanswered.Concat(_inbox.Take(TimeSpan.Zero) ?? []))
        {
            waiting.Promise?.TrySetException(stopped);
            waiting.Question?.Fail(stopped);
        }

        _started.TrySetException(error);
        _ended.TrySetException(error);
    }

    internal static Refusal DiskFull { get; } = new(
        "disk-full",
        "The manager's disk is full, so it takes nothing now; it goes on by itself once there is room. Try again.");

    [LoggerMessage(
        Level = LogLevel.Critical,
        Message = "The journal's disk is full: fewer than {Bytes} bytes are free. Nothing is taken until there is "
            + "room.")]
    private static partial void LogHeld(ILogger log, long bytes);

    [LoggerMessage(Level = LogLevel.Warning, Message = "There is room on the disk again; the manager goes on.")]
    private static partial void LogGoesOn(ILogger log);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Refused ({Code}) {Command}: {Reason}")]
    private static partial void LogRefused(ILogger log, string code, string command, string reason);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The manager's loop stopped; start the manager again.")]
    private static partial void LogFaulted(ILogger log, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Someone failed to take the answer to a command.")]
    private static partial void LogCallbackFailed(ILogger log, Exception error);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message =
            "The machine's clock jumped by {Seconds} s; the journal's time goes on and drifts towards it slowly.")]
    private static partial void LogClockJumped(ILogger log, double seconds);
}
