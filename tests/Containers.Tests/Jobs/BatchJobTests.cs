using Heliostat.Containers.Tests.Support;
using Heliostat.Node.Engines;

namespace Heliostat.Containers.Tests.Jobs;

/// <summary>Containers that run to their end, by the program, on a node that nobody can reach.</summary>
public sealed class BatchJobTests
{
    private const int JobFailedCode = 5;

    private const string Script = """
        set -e
        [ $HELIOSTAT_INDEX != 0 ] || echo reading $(cat /input/deep/word)
        mkdir /output/told
        echo $(cat /input/deep/word) $HELIOSTAT_INDEX >/output/told/word
        """;

    [Theory]
    [InlineData(nameof(EngineKind.Docker))]
    [InlineData(nameof(EngineKind.Podman))]
    public async Task Inputs_arrive_and_files_logs_and_exit_codes_come_back(string kind)
    {
        await using var hidden = await HiddenNetwork.StartAsync(Enum.Parse<EngineKind>(kind));
        await using var registry = await PrivateRegistry.StartAsync(hidden.Engine, withLogin: false);
        var image = (await registry.FillAsync(hidden.Engine, "tool", 1000)).ToString();
        var (input, output) = (hidden.Network.Under("input"), hidden.Network.Under("output"));
        Directory.CreateDirectory(Path.Combine(input, "deep"));
        await File.WriteAllTextAsync(Path.Combine(input, "deep", "word"), "bonjour\n");

        var run = await hidden.Network.HeliostatAsync(
            "job", "run", image, "--input", input, "--output", output, "--count", "3", "--json", "--",
            "sh", "-c", Script);
        var job = HiddenNetwork.JobIn(run.Succeeded());
        var logs = await hidden.Network.HeliostatAsync("job", "logs", $"{job}", "--run", "0", "-f");
        var failed = await hidden.Network.HeliostatAsync(
            "job", "run", image, "--watch", "--", "sh", "-c", "echo oh dear; exit 3");

        Assert.Equal(
            ["0/told/word: bonjour 0\n", "1/told/word: bonjour 1\n", "2/told/word: bonjour 2\n"],
            Directory.EnumerateFiles(output, "*", SearchOption.AllDirectories)
                .Select(file => $"{Path.GetRelativePath(output, file)}: {File.ReadAllText(file)}").Order());
        Assert.Equal("reading bonjour\n", logs.Succeeded().Output);
        Assert.Equal(JobFailedCode, failed.Code);
        Assert.Contains("exited", failed.Output + failed.Error, StringComparison.Ordinal);
    }
}
