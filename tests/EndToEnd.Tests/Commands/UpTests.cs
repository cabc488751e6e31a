using System.Diagnostics;
using System.Text.Json;
using Heliostat.EndToEnd.Tests.Running;

namespace Heliostat.EndToEnd.Tests.Commands;

public sealed class UpTests
{
    private const int UpSecondsMax = 200;
    private const int DownSecondsMax = 90;

    [Fact]
    public async Task Up_starts_a_network_comes_up_again_with_its_data_and_leaves_no_process()
    {
        using var folder = new TestFolder();
        var data = folder.Under("network");
        var first = await UpAndDownAsync(data, async network =>
        {
            var run = await ToolRun.HeliostatAsync(
                new Dictionary<string, string> { ["HELIOSTAT_HOME"] = data },
                "job", "submit", "--plugin", "echo", "--count", "3", "--watch");
            Assert.Contains("3 of 3", run.Succeeded().Output, StringComparison.Ordinal);
        });

        await UpAndDownAsync(data, async network =>
        {
            Assert.Equal(first, network.GetProperty("url").GetString());
            var jobs = await ToolRun.HeliostatAsync(
                new Dictionary<string, string> { ["HELIOSTAT_HOME"] = data }, "job", "list", "--json");
            using var page = JsonDocument.Parse(jobs.Succeeded().Output);
            Assert.Equal(1, page.RootElement.GetProperty("total").GetInt64());
        });
    }

    private static async Task<string> UpAndDownAsync(string data, Func<JsonElement, Task> use)
    {
        string[] arguments = ["up", "--json", "--nodes", "2", "--data", data, "--until-eof"];
        var start = new ProcessStartInfo(Places.Heliostat, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var up = Process.Start(start)!;
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(UpSecondsMax));
            var line = await up.StandardOutput.ReadLineAsync(limit.Token);
            using var network = JsonDocument.Parse(line!);
            await use(network.RootElement);
            var url = network.RootElement.GetProperty("url").GetString()!;
            await EndAsync(up, network.RootElement);
            return url;
        }
        finally
        {
            if (!up.HasExited)
            {
                up.StandardInput.Close();
                await up.WaitForExitAsync();
            }
        }
    }

    private static async Task EndAsync(Process up, JsonElement network)
    {
        var others = network.GetProperty("nodes").EnumerateArray()
            .Select(node => node.GetProperty("process_id").GetInt32())
            .Append(network.GetProperty("manager_process_id").GetInt32());
        using var down = await Terminate(up.Id);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(DownSecondsMax));
        await up.WaitForExitAsync(limit.Token);
        Assert.Equal(0, up.ExitCode);
        Assert.All(others, process => Assert.False(Directory.Exists($"/proc/{process}"), $"{process} still runs."));
    }

    private static async Task<Process> Terminate(int process)
    {
        var kill = Process.Start("/bin/kill", ["-TERM", $"{process}"]);
        await kill.WaitForExitAsync();
        return kill;
    }
}
