using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Heliostat.Cli.Local;
using Heliostat.Cli.Running;

namespace Heliostat.Cli.Streams;

/// <summary>One run of the system's ssh, whose connection is a stream to the job's container.</summary>
internal sealed record SshSession(Guid Job, int Port, string User)
{
    private const string Program = "ssh";

    public Guid? Run { get; init; }

    public string? Identity { get; init; }

    public IReadOnlyList<string> Forwards { get; init; } = [];

    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Runs it to its end; its exit code.</summary>
    /// <param name="url">The manager's URL.</param>
    /// <param name="keyFile">The file of the caller's key, by whose path the stream's own process finds it.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<int> RunAsync(string url, string keyFile, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(Program) { UseShellExecute = false };
        foreach (var argument in Arguments(KnownHostsFile()))
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["HELIOSTAT_URL"] = url;
        start.Environment["HELIOSTAT_KEY_FILE"] = keyFile;
        using var ssh = Start(start);
        try
        {
            await ssh.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            Signals.AskToEnd(ssh.Id);
            await ssh.WaitForExitAsync(CancellationToken.None);
        }

        return ssh.ExitCode;
    }

    /// <summary>What ssh is called with.</summary>
    /// <param name="knownHosts">The file of the job's host keys.</param>
    public IEnumerable<string> Arguments(string knownHosts)
    {
        string[] fixedOnes =
        [
            "-o", $"ProxyCommand={ProxyCommand()}",
            "-o", $"UserKnownHostsFile=\"{Escape(knownHosts)}\"",
            "-o", "StrictHostKeyChecking=accept-new",
            "-o", $"HostKeyAlias=heliostat-{Job}",
            "-l", User,
        ];
        return
        [
            .. fixedOnes,
            .. Identity is null ? Array.Empty<string>() : ["-i", Escape(Identity)],
            .. Forwards.SelectMany(forward => new[] { "-L", forward }),
            "--",
            $"heliostat-{Job}",
            .. Command,
        ];
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw CliFailure.Failed(
                "ssh-missing",
                "This machine has no ssh.",
                "Install an OpenSSH client, or use 'heliostat port-forward JOB LOCAL:22' with another client.");
        }
    }

    // Each container makes its own host key, so each job has a file of its own.
    private string KnownHostsFile()
    {
        var folder = Path.Combine(CliConfiguration.Home, "known-hosts");
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, Job.ToString());
    }

    // ssh replaces what begins with a percent sign.
    private static string Escape(string text) => text.Replace("%", "%%", StringComparison.Ordinal);

    // ssh hands this to a shell.
    private string ProxyCommand()
    {
        var self = SelfProgram.Start(
        [
            StreamCommand.Name, Job.ToString(), Port.ToString(CultureInfo.InvariantCulture),
            .. Run is { } run ? ["--run", run.ToString()] : Array.Empty<string>(),
        ]);
        var words = self.ArgumentList.Prepend(self.FileName).Select(word => $"'{word.Replace("'", "'\\''")}'");
        return Escape(string.Join(' ', words));
    }
}
