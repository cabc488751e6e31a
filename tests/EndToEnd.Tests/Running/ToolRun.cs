using System.Diagnostics;

namespace Heliostat.EndToEnd.Tests.Running;

/// <summary>A program that ran to its end: its exit code and what it said.</summary>
internal sealed record ToolRun(int Code, string Output, string Error)
{
    public const int SecondsMax = 300;

    /// <summary>Runs <c>heliostat</c>.</summary>
    public static Task<ToolRun> HeliostatAsync(params string[] arguments) =>
        HeliostatAsync(new Dictionary<string, string>(), arguments);

    /// <summary>Runs <c>heliostat</c> with variables of the environment.</summary>
    public static Task<ToolRun> HeliostatAsync(
        IReadOnlyDictionary<string, string> variables, params string[] arguments) =>
        RunAsync(Places.Heliostat, arguments, variables);

    /// <summary>Runs any program.</summary>
    public static async Task<ToolRun> RunAsync(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? variables = null,
        string input = "")
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(SecondsMax));
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new ToolRun(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>This run, if it ended with code 0.</summary>
    public ToolRun Succeeded()
    {
        Assert.True(Code == 0, $"It ended with code {Code}.\n{Output}\n{Error}");
        return this;
    }
}
