namespace Heliostat.Node.Sandbox;

/// <summary>Finds out whether a box can be had on this machine, by making one.</summary>
internal static class SandboxProbe
{
    private const int ProbeSecondsMax = 20;

    private static readonly string[] Tools = ["bwrap", "setpriv", "setsid"];

    /// <summary>Null when boxes can be made here, else a sentence that says why not and what to do.</summary>
    public static async Task<string?> WhyNoBoxAsync()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "Scenes of others are rendered in a sandbox, which exists on Linux only.";
        }

        if (Tools.FirstOrDefault(tool => FindProgram(tool) is null) is { } missing)
        {
            return $"The program {missing} is missing; install the packages bubblewrap and util-linux.";
        }

        try
        {
            var order = new ProcessOrder { Program = "/usr/bin/true", Box = new BoxView() };
            await using var process = await BoxedProcess.StartAsync(order).ConfigureAwait(false);
            var end = await process.Ended.WaitAsync(TimeSpan.FromSeconds(ProbeSecondsMax)).ConfigureAwait(false);
            return end.IsSuccess ? null : $"A sandbox cannot be made here: it {end} ({end.ErrorText}).";
        }
        catch (Exception error) when (error is SandboxException or TimeoutException)
        {
            return $"A sandbox cannot be made here: {error.Message}";
        }
    }

    /// <summary>The absolute path of a program in the usual places, or null.</summary>
    public static string? FindProgram(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin").Split(':')
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
}
