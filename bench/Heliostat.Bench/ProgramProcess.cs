using System.Diagnostics;

namespace Heliostat.Bench;

/// <summary>
/// The program as a process of its own, ended by closing its input, and killed where that takes too long.
/// </summary>
internal sealed class ProgramProcess : IAsyncDisposable
{
    private const int EndSecondsMax = 30;

    private readonly Process _process;
    private readonly Task<string> _errors;

    private ProgramProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    /// <summary>Starts the program; the entry, where there is one, is a command that starts it.</summary>
    public static ProgramProcess Start(
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> entry)
    {
        var program = Environment.GetEnvironmentVariable("HELIOSTAT_PROGRAM")
            ?? throw new InvalidOperationException("HELIOSTAT_PROGRAM is not set; start the benchmark with bench/run.");
        IReadOnlyList<string> command = [.. entry, program, .. arguments];
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new ProgramProcess(Process.Start(start)!);
    }

    public async Task ReadyAsync()
    {
        if (await _process.StandardOutput.ReadLineAsync() is null)
        {
            throw new InvalidOperationException($"The program ended at its start:\n{await _errors}");
        }

        _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(EndSecondsMax));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
