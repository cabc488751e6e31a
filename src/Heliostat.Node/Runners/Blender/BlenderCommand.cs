using System.Globalization;
using Heliostat.Node.Sandbox;

namespace Heliostat.Node.Runners.Blender;

/// <summary>How a Blender is started in a box: with a script of ours and nothing else that runs.</summary>
internal static class BlenderCommand
{
    private const string DriverFolder = "/driver";
    private const int ProcessesMax = 1024;
    private const long TemporaryBytes = 4L << 30;

    /// <summary>The order to start it, with only our scripts to see.</summary>
    /// <param name="program">The Blender.</param>
    /// <param name="script">The script that it runs.</param>
    /// <param name="scripts">The folder of this machine where our scripts lie.</param>
    /// <param name="threads">Threads to render with.</param>
    public static ProcessOrder Order(BlenderProgram program, string script, string scripts, int threads) => new()
    {
        Program = program.Path,
        // Scripts of the scene are off, and so is everything that a user could have set up: pixels would depend on it.
        Arguments = ["-b", "-Y", "--factory-startup", "-t", threads.ToString(CultureInfo.InvariantCulture),
            "--python-exit-code", "3", "-P", $"{DriverFolder}/{script}"],
        Environment = new Dictionary<string, string>
        {
            ["PATH"] = "/usr/bin:/bin",
            ["HOME"] = "/tmp",
            ["TMPDIR"] = "/tmp",
            ["LANG"] = "C.UTF-8",
            ["PYTHONDONTWRITEBYTECODE"] = "1",
        },
        WorkingFolder = "/tmp",
        Limits = new RunLimits { Processes = ProcessesMax },
        Box = new BoxView
        {
            TemporaryBytes = TemporaryBytes,
            Binds = [new BindMount(scripts, DriverFolder), .. program.Binds],
        },
    };
}
