using System.Diagnostics;

namespace Heliostat.Cli.Local;

/// <summary>
/// A process of this program that we started and will end, by its id. What it says goes to a log file; should we die
/// without a word, it sees its input end, and ends too.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>Seconds that a process may take to end in order.</summary>
    public const int EndSecondsMax = 30;

    private const int TailLines = 8;

    private readonly Process _process;
    private readonly Lock _lock = new();
    private readonly StreamWriter _log;
    private readonly Queue<string> _tail = [];
    private readonly TaskCompletionSource<string?> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(string name, Process process, string logFile)
    {
        Name = name;
        LogFile = logFile;
        _process = process;
        _log = new StreamWriter(new FileStream(logFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite))
        {
            AutoFlush = true,
        };
    }

    /// <summary>What people call it.</summary>
    public string Name { get; }

    /// <summary>The file with what it said.</summary>
    public string LogFile { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The exit code once it has exited; 128 and the signal's number where one ended it.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>The last lines that it said.</summary>
    public string Tail
    {
        get
        {
            lock (_lock)
            {
                return string.Join('\n', _tail);
            }
        }
    }

    /// <summary>
    /// Starts this program with arguments, and variables of the environment beside or instead of our own.
    /// </summary>
    public static ChildProcess Start(
        string name,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?> environment,
        string logFile)
    {
        var start = SelfProgram.Start(arguments);
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        foreach (var (variable, value) in environment)
        {
            start.Environment[variable] = value;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(logFile)!);
        var child = new ChildProcess(name, new Process { StartInfo = start, EnableRaisingEvents = true }, logFile);
        child._process.OutputDataReceived += (_, line) => child.Take(line.Data, isOutput: true);
        child._process.ErrorDataReceived += (_, line) => child.Take(line.Data, isOutput: false);
        child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>The first line on its standard output; null where it ended without one.</summary>
    public Task<string?> FirstLineAsync(CancellationToken cancellation) => _ready.Task.WaitAsync(cancellation);

    /// <summary>Ends when the process has.</summary>
    public Task ExitAsync(CancellationToken cancellation) => _process.WaitForExitAsync(cancellation);

    /// <summary>Asks it to end; kills it where that takes too long.</summary>
    public async Task StopAsync()
    {
        if (_process.HasExited)
        {
            return;
        }

        Signals.AskToEnd(_process.Id);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(EndSecondsMax));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Signals.KillAtOnce(_process.Id);
            await _process.WaitForExitAsync(CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
        lock (_lock)
        {
            _log.Dispose();
        }
    }

    private void Take(string? line, bool isOutput)
    {
        if (line is null)
        {
            if (isOutput)
            {
                _ready.TrySetResult(null);
            }

            return;
        }

        lock (_lock)
        {
            _tail.Enqueue(line);
            while (_tail.Count > TailLines)
            {
                _tail.Dequeue();
            }

            if (_log.BaseStream is { CanWrite: true })
            {
                _log.WriteLine(line);
            }
        }

        if (isOutput)
        {
            _ready.TrySetResult(line);
        }
    }
}
