using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json;
using Heliostat.Node.Hardware;
using Heliostat.Node.Tests.Support;

namespace Heliostat.Node.Tests.Hardware;

/// <summary>
/// A machine with GPUs as a process of its own sees it, which loads a stand-in for NVML by the real library's name, and
/// finds a stand-in for nvidia-smi on its path.
/// </summary>
internal sealed class RecordedNvml : IDisposable
{
    public const string Subcommand = "this-machine";

    private const int SecondsMax = 60;
    private const string Library = "libnvidia-ml.so.1";
    private readonly TemporaryFolder _folder = new();

    public RecordedNvml() => Directory.CreateDirectory(_folder.File("bin"));

    /// <summary>What the process that looks at its machine does.</summary>
    public static async Task<int> RunAsync()
    {
        var machine = await ThisMachine.ReadAsync(Path.GetTempPath(), CancellationToken.None);
        Console.WriteLine(JsonSerializer.Serialize(machine));
        return 0;
    }

    public async Task BuildAsync(bool isOld = false)
    {
        var source = Path.Combine(AppContext.BaseDirectory, "Hardware", "recorded_nvml.c");
        string[] old = isOld ? ["-DOLD"] : [];
        await RunAsync("gcc", ["-shared", "-fPIC", "-Wall", "-o", _folder.File(Library), .. old, source], null);
    }

    /// <summary>Puts a program that answers so in nvidia-smi's place.</summary>
    [SupportedOSPlatform("linux")]
    public void WriteSmi(string script)
    {
        var path = _folder.File("bin/nvidia-smi");
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute);
    }

    public async Task<ThisMachine> LookAsync(string recording = "")
    {
        var output = await RunAsync(Environment.ProcessPath!, [Subcommand], recording);
        return JsonSerializer.Deserialize<ThisMachine>(output)!;
    }

    public void Dispose() => _folder.Dispose();

    private async Task<string> RunAsync(string program, string[] arguments, string? recording)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (recording is not null)
        {
            start.Environment["RECORDED_NVML"] = recording;
            start.Environment["LD_LIBRARY_PATH"] = _folder.Path;
            start.Environment["PATH"] = $"{_folder.File("bin")}:/usr/bin:/bin";
        }

        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(SecondsMax));
        try
        {
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.True(process.ExitCode == 0, $"{program} ended with code {process.ExitCode}: {await error}");
            return output;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
