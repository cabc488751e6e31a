using System.Collections.Concurrent;
using System.Threading.Channels;
using Heliostat.Core;
using Heliostat.Manager.Loop;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Microsoft.Extensions.Logging;

namespace Heliostat.Manager.Logs;

/// <summary>
/// Takes what runs print from their nodes, and keeps it. What comes too fast, or finds the disk full, is lost, and the
/// log says where; the manager goes on.
/// </summary>
internal sealed class RunLogs : IAsyncDisposable
{
    /// <summary>Pieces of one node that may wait to be written.</summary>
    public const int WaitingPerNodeMax = 32;

    /// <summary>Pieces of all nodes that may wait to be written.</summary>
    public const int WaitingMax = 512;

    private readonly ManagerLoop _loop;
    private readonly ILogger _log;
    private readonly ConcurrentDictionary<NodeId, int> _waitingOf = new();
    private readonly Channel<(RunLog? Piece, NodeId Node, TaskCompletionSource? Written)> _waiting =
        Channel.CreateBounded<(RunLog?, NodeId, TaskCompletionSource?)>(
            new BoundedChannelOptions(WaitingMax) { SingleReader = true });

    private readonly Task _work;

    public RunLogs(string folder, ManagerLoop loop, ILogger<RunLogs> log)
    {
        (Files, _loop, _log) = (new RunLogFiles(folder), loop, log);
        _work = Task.Run(WorkAsync);
    }

    /// <summary>Where the logs are.</summary>
    public RunLogFiles Files { get; }

    /// <summary>
    /// Offers what a node says that a run printed; it is kept where the node has that run, and has not ended it.
    /// </summary>
    public void Offer(NodeId node, RunLog said)
    {
        if (said.Text.Length == 0
            || said.Offset < 0
            || said.Text.Length > RunLog.TextBytesMax
            || _waitingOf.GetValueOrDefault(node) >= WaitingPerNodeMax)
        {
            return;
        }

        _waitingOf.AddOrUpdate(node, 1, static (_, count) => count + 1);
        _ = AskAsync(node, said);
    }

    /// <summary>Waits until what was offered before is written.</summary>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _waiting.Writer.WriteAsync((null, default, written), cancellation);
        await written.Task.WaitAsync(cancellation);
    }

    /// <summary>Lets the logs of jobs go that nobody needs.</summary>
    public void Sweep(Func<JobId, bool> isNeeded)
    {
        foreach (var job in Files.Jobs().ToList())
        {
            if (isNeeded(job))
            {
                continue;
            }

            try
            {
                Files.Forget(job);
            }
            catch (IOException error)
            {
                LogsLog.NotForgotten(_log, job, error);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _work;
    }

    private static bool IsLive(Network network, NodeId node, RunId run) =>
        network.Jobs.Find(run.Job)?.FindTask(run.Task) is { IsLive: true } task
        && task.Attempt == run.Attempt
        && task.Node == node;

    // Questions are answered in the order in which they were asked, before what the node reports later is decided: so
    // the pieces of a run keep their order, and what it printed last is not taken for something after its end.
    private async Task AskAsync(NodeId node, RunLog said)
    {
        try
        {
            if (!await _loop.AskAsync(network =>
                IsLive(network, node, said.Run) && _waiting.Writer.TryWrite((said, node, null))))
            {
                Release(node);
            }
        }
        catch (Exception error) when (error is LoopUnavailableException or OperationCanceledException)
        {
            Release(node);
            LogsLog.PieceLost(_log, said.Run, error);
        }
    }

    private void Release(NodeId node)
    {
        if (_waitingOf.AddOrUpdate(node, 0, static (_, count) => count - 1) <= 0)
        {
            _waitingOf.TryRemove(KeyValuePair.Create(node, 0));
        }
    }

    private async Task WorkAsync()
    {
        await foreach (var (piece, node, written) in _waiting.Reader.ReadAllAsync())
        {
            if (piece is not null)
            {
                Write(piece);
                Release(node);
            }

            written?.SetResult();
        }
    }

    private void Write(RunLog piece)
    {
        // What is left of a full disk is the journal's.
        if (_loop.IsHeld)
        {
            return;
        }

        try
        {
            Files.Append(piece.Run, piece.Offset, piece.Text);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogsLog.PieceLost(_log, piece.Run, error);
        }
    }
}
