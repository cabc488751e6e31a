using System.Diagnostics;
using System.Reflection;

namespace Heliostat.Cli.Local;

/// <summary>How this very program is started once more, as another process.</summary>
internal static class SelfProgram
{
    public static ProcessStartInfo Start(IEnumerable<string> arguments)
    {
        var program = Environment.ProcessPath
            ?? throw new InvalidOperationException("The system does not say which program this is.");
        var start = new ProcessStartInfo(program) { UseShellExecute = false };

        // Under 'dotnet heliostat.dll' the process is dotnet, and we are its first argument.
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }
}
