using System.Runtime.InteropServices;
using Heliostat.Manager.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Heliostat.Manager.Hosting;

/// <summary>A whole manager: journal, rules, API, relay and blob store in one process.</summary>
public static class ManagerHost
{
    /// <summary>The environment variable that says how much is logged: Debug, Information, Warning, Error.</summary>
    public const string LogLevelVariable = "LOG_LEVEL";

    private const UnixFileMode OwnerOnly =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>
    /// Runs a manager until <paramref name="stopping"/> is cancelled or the process is asked to end, then stops in good
    /// order. Once it serves, it says so on standard output: <c>heliostat manager ready at ORIGIN</c>.
    /// </summary>
    /// <exception cref="ManagerStartException">It cannot start; the message says why and what to do.</exception>
    /// <exception cref="JournalException">The journal can be written no more; a restart rebuilds the books.</exception>
    public static async Task RunAsync(ManagerOptions options, CancellationToken stopping)
    {
        using var loggers = MakeLoggers();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            // The signal may come late, or twice, so it touches nothing that the stopping disposes of.
            context.Cancel = true;
            asked.TrySetResult();
        });
        await using var registration = stopping.Register(() => asked.TrySetResult());
        await using var manager = await StartAsync(options, loggers, stopping);
        Console.WriteLine($"heliostat manager ready at {manager.Origins.Api}");
        await await Task.WhenAny(asked.Task, manager.Faulted);
    }

    /// <summary>Starts a manager, which runs until it is disposed of.</summary>
    internal static async Task<ServingHost> StartAsync(
        ManagerOptions options, ILoggerFactory loggers, CancellationToken cancellation, TimeProvider? time = null)
    {
        Origins.Check(options);
        try
        {
            MakeFolder(options.DataFolder);
            var parts = await ManagerParts.OpenAsync(options, loggers, time ?? TimeProvider.System);
            try
            {
                return await ServingHost.StartAsync(parts, cancellation);
            }
            catch
            {
                await parts.DisposeAsync();
                throw;
            }
        }
        catch (JournalException error)
        {
            throw new ManagerStartException("journal-unusable", error.Message, error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new ManagerStartException("folder-unusable", error.Message, error);
        }
    }

    private static void MakeFolder(string folder)
    {
        if (Directory.Exists(folder) || OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, OwnerOnly);
    }

    // Standard output is for the ready line, and the web server's own log would name queries, which hold secrets.
    private static ILoggerFactory MakeLoggers()
    {
        var level = Enum.TryParse<LogLevel>(Environment.GetEnvironmentVariable(LogLevelVariable), true, out var asked)
            ? asked
            : LogLevel.Information;
        return LoggerFactory.Create(logging => logging
            .SetMinimumLevel(level)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
                console.UseUtcTimestamp = true;
                console.ColorBehavior = LoggerColorBehavior.Disabled;
            })
            .Services.Configure<ConsoleLoggerOptions>(console =>
                console.LogToStandardErrorThreshold = LogLevel.Trace));
    }
}
