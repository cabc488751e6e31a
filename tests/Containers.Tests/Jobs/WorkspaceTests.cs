using System.Globalization;
using System.Security.Cryptography;
using Heliostat.Client;
using Heliostat.Containers.Tests.Support;
using Heliostat.EndToEnd.Tests.Running;
using Heliostat.Node.Engines;

namespace Heliostat.Containers.Tests.Jobs;

/// <summary>The recipe ssh-workspace, from cooking it to its end, on a node that nobody can reach.</summary>
public sealed class WorkspaceTests
{
    private const int EndSecondsMax = 120;
    private const int SshFailedCode = 255;
    private const int RandomBytes = 300_000;

    [Fact]
    public async Task Who_has_the_key_logs_in_and_copies_files_both_ways()
    {
        await using var hidden = await HiddenNetwork.StartAsync(EngineKind.Docker);
        var network = hidden.Network;
        await using var registry = await PrivateRegistry.StartAsync(hidden.Engine, withLogin: false);
        var image = await WorkspaceImage.BuildAsync(hidden.Engine, registry);
        var (key, stranger) = (await KeyAsync(network, "key"), await KeyAsync(network, "stranger"));
        var job = HiddenNetwork.JobIn(await network.HeliostatAsync(
            "recipe", "cook", "ssh-workspace", "--watch", "--json", "--input", $"ssh_key=@{key}.pub",
            "--input", $"image={image.Name}", "--input", $"tag={image.Version}",
            "--input", "cpus=1", "--input", "memory_gb=1"));
        _ = await hidden.RunningAsync(job);
        await ListeningAsync(network, job);

        Assert.Equal(await HostOfAsync(hidden), (await SshAsync(network, job, key, "uname -n")).Succeeded().Output);
        Assert.StartsWith("Linux ", (await SshAsync(network, job, key, "uname", "-a")).Succeeded().Output);
        Assert.Equal(7, (await SshAsync(network, job, key, "exit 7")).Code);
        var refused = await SshAsync(network, job, stranger, "uname");
        Assert.Equal((SshFailedCode, ""), (refused.Code, refused.Output));
        Assert.Contains("Permission denied", refused.Error, StringComparison.Ordinal);

        await CopyByStreamAsync(network, job, key);
        await CopyByPortAsync(hidden, job, key);

        (await network.HeliostatAsync("job", "cancel", $"{job}")).Succeeded();
        Assert.Equal(JobStatuses.Cancelled, (await network.EndAsync(job, EndSecondsMax)).Status);
        Assert.Equal(SshFailedCode, (await SshAsync(network, job, key, "uname")).Code);
        await hidden.NothingLeftAsync();
    }

    private static async Task CopyByStreamAsync(TestNetwork network, Guid job, string key)
    {
        var text = Convert.ToHexString(RandomNumberGenerator.GetBytes(RandomBytes));

        var put = await RunAsync(network, text, "ssh", $"{job}", "-i", key, "--", "cat >/tmp/copy");
        var got = await SshAsync(network, job, key, "cat /tmp/copy");

        Assert.Equal("", put.Succeeded().Output);
        Assert.Equal(text, got.Succeeded().Output);
    }

    private static async Task CopyByPortAsync(HiddenNetwork hidden, Guid job, string key)
    {
        var door = Assert.Single((await hidden.RunningAsync(job)).NodeUrls!);
        Assert.Equal(("ssh", "127.0.0.1", "tcp"), (door.Description, door.Hostname, door.Protocol));
        var (file, copy) = (hidden.Network.Under("file"), hidden.Network.Under("copy"));
        await File.WriteAllBytesAsync(file, RandomNumberGenerator.GetBytes(RandomBytes));
        string[] options =
        [
            "-B", "-q", "-i", key, "-P", door.Port.ToString(CultureInfo.InvariantCulture),
            "-o", "StrictHostKeyChecking=accept-new", "-o", $"UserKnownHostsFile={hidden.Network.Under("hosts")}",
        ];

        (await ToolRun.RunAsync("scp", [.. options, file, $"duser@{door.Hostname}:/tmp/file"])).Succeeded();
        (await ToolRun.RunAsync("scp", [.. options, $"duser@{door.Hostname}:/tmp/file", copy])).Succeeded();

        Assert.Equal(await File.ReadAllBytesAsync(file), await File.ReadAllBytesAsync(copy));
    }

    // The server makes its key before it listens.
    private static Task ListeningAsync(TestNetwork network, Guid job) => network.WaitAsync(
        EndSecondsMax,
        "the server listens",
        async () => (await network.HeliostatAsync("job", "logs", $"{job}")).Succeeded().Output
            .Contains("Server listening on", StringComparison.Ordinal));

    private static async Task<string> HostOfAsync(HiddenNetwork hidden) =>
        Assert.Single(await hidden.ContainersAsync())[..12] + "\n";

    private static async Task<string> KeyAsync(TestNetwork network, string name)
    {
        var key = network.Under(name);
        (await ToolRun.RunAsync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key])).Succeeded();
        return key;
    }

    private static Task<ToolRun> SshAsync(TestNetwork network, Guid job, string key, params string[] command) =>
        RunAsync(network, "", ["ssh", $"{job}", "-i", key, "--", .. command]);

    private static Task<ToolRun> RunAsync(TestNetwork network, string input, params string[] arguments) =>
        ToolRun.RunAsync(Places.Heliostat, arguments, network.ConsumerVariables, input);
}
