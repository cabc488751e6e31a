using System.Threading.Channels;
using Heliostat.Core;
using Heliostat.Manager.Loop;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;
using Microsoft.Extensions.Logging;

namespace Heliostat.Manager.Journal;

/// <summary>
/// Writes snapshots in the background, from books of its own that are kept from the committed entries, so that writing
/// never holds up the loop. When it falls behind it reads the journal's file.
/// </summary>
internal sealed partial class Snapshots : IJournalReader, IAsyncDisposable
{
    /// <summary>Entries between two snapshots.</summary>
    public const int EveryEntries = 100_000;

    private const int GroupsWaitingMax = 256;

    private readonly SnapshotFolder _folder;
    private readonly JournalReader _journal;
    private readonly ILogger _log;
    private readonly Channel<CommittedGroup> _groups = Channel.CreateBounded<CommittedGroup>(
        new BoundedChannelOptions(GroupsWaitingMax)
        {
            SingleReader =
            true,
            FullMode = BoundedChannelFullMode.DropWrite
        });

    private readonly Task _work;
    private Network _network = new();
    private long _sequence;
    private ContentHash _hash = EntryChain.Start;
    private long _written;

    public Snapshots(LoopOptions options, Guid network, ILogger log)
    {
        _folder = new SnapshotFolder(options.SnapshotFolder, network, log);
        _journal = JournalReader.Open(options.JournalPath);
        _log = log;
        _work = Task.Run(FollowAsync);
    }

    /// <inheritdoc/>
    public void Read(CommittedGroup group, Network network) => _groups.Writer.TryWrite(group);

    /// <summary>Writes a last snapshot, of the newest entry.</summary>
    public async ValueTask DisposeAsync()
    {
        _groups.Writer.TryComplete();
        await _work;
        _journal.Dispose();
    }

    private async Task FollowAsync()
    {
        try
        {
            if (_folder.ReadNewest(_journal) is { } newest)
            {
                (_network, _sequence, _hash) = (newest.Network, newest.Sequence, newest.Hash);
                _written = newest.Sequence;
            }

            await foreach (var group in _groups.Reader.ReadAllAsync())
            {
                CatchUp(group.FirstSequence - 1);
                Apply(group);
                WriteWhenDue(EveryEntries);
            }

            CatchUp(long.MaxValue);
            WriteWhenDue(1);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JournalException
            or InvariantException)
        {
            // Snapshots only save time at the next start; the manager goes on without them.
            LogStopped(_log, error);
        }
    }

    private void Apply(CommittedGroup group)
    {
        foreach (var entry in group.Entries)
        {
            if (entry.Sequence == _sequence + 1)
            {
                Apply(entry.Events, entry.At);
                (_sequence, _hash) = (entry.Sequence, entry.Hash);
            }
        }
    }

    private void CatchUp(long last)
    {
        if (_sequence >= last)
        {
            return;
        }

        foreach (var stored in _journal.Read(_sequence + 1))
        {
            if (stored.Sequence > last)
            {
                return;
            }

            var entry = EntryDecoder.Decode(stored);
            Apply(entry.Events, entry.At);
            (_sequence, _hash) = (stored.Sequence, stored.Hash);
        }
    }

    private void Apply(IReadOnlyList<Event> events, Instant at)
    {
        foreach (var happened in events)
        {
            _network.Apply(happened, at);
        }
    }

    private void WriteWhenDue(int entries)
    {
        if (_sequence - _written >= entries)
        {
            _written = _sequence;
            TryWrite();
        }
    }

    private void TryWrite()
    {
        try
        {
            _folder.Write(new Snapshot(_network, _sequence, _hash));
        }
        catch (IOException error)
        {
            // The disk may be full; the next one is written when it is due.
            LogPutOff(_log, error);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A snapshot could not be written; the next one may.")]
    private static partial void LogPutOff(ILogger log, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "No more snapshots are written until the manager starts again.")]
    private static partial void LogStopped(ILogger log, Exception error);
}
