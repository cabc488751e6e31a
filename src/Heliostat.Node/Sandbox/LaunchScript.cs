using System.Diagnostics;

namespace Heliostat.Node.Sandbox;

/// <summary>
/// Writes the few lines of shell that become the program: enter the limit group, lead a session of its own,
/// open the box. The box's options lie in a file that is deleted as soon as it is open, for a program can read
/// the command line of its box, and this machine's paths are none of its business.
/// </summary>
internal static class LaunchScript
{
    private const string Shell = "/bin/sh";
    private const string OuterPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public static ProcessStartInfo For(ProcessOrder order, ILimitGroup group)
    {
        var script = "ulimit -c 0\n" + group.EntryScript;
        IReadOnlyList<string> command;
        if (order.Box is { } view)
        {
            var file = WriteOptions(BoxArguments.Options(view, order));
            script += $"exec 3<'{file}'\nrm -f '{file}'\nexec setsid bwrap --args 3 -- \"$@\"\n";
            command = BoxArguments.Command(order);
        }
        else
        {
            script += "exec setsid setpriv --pdeathsig KILL -- \"$@\"\n";
            command = [order.Program, .. order.Arguments];
        }

        var start = new ProcessStartInfo(Shell)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = order.Box is null ? order.WorkingFolder : "/",
        };
        SetEnvironment(start, order);
        string[] arguments = ["-c", script, "heliostat-run", .. command];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    private static void SetEnvironment(ProcessStartInfo start, ProcessOrder order)
    {
        start.Environment.Clear();
        start.Environment["PATH"] = OuterPath;
        if (order.Box is not null)
        {
            // The box sets its own; what stands here could be read from inside.
            return;
        }

        foreach (var (name, value) in order.Environment)
        {
            start.Environment[name] = value;
        }
    }

    private static string WriteOptions(IReadOnlyList<string> options)
    {
        var path = Path.Combine(Path.GetTempPath(), $"heliostat-box-{Guid.NewGuid():N}");
        if (path.Contains('\'', StringComparison.Ordinal)
            || options.Any(text => text.Contains('\0', StringComparison.Ordinal)))
        {
            throw new SandboxException("A path holds a character that no box can be made with.");
        }

        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(path, create);
        foreach (var option in options)
        {
            writer.Write(option);
            writer.Write('\0');
        }

        return path;
    }
}
