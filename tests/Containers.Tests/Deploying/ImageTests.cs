using Heliostat.Containers.Tests.Support;
using Heliostat.Node.Engines;

namespace Heliostat.Containers.Tests.Deploying;

/// <summary>The images of <c>deploy/</c>, built and run with the rights that the compose file gives.</summary>
public sealed class ImageTests(EngineRoom room)
{
    private const string ManagerImage = "localhost/heliostat-manager:1";
    private const string NodeImage = "localhost/heliostat-node:1";
    private const string Url = "http://127.0.0.1:8080";
    private const string BlobUrl = "http://127.0.0.1:8090";
    private const string User = "10001:10001";

    [Fact]
    public async Task A_node_in_its_container_registers_is_healthy_and_runs_work_in_its_sandbox()
    {
        var engine = await room.EngineAsync(EngineKind.Docker);
        var docker = new DockerProgram(engine);
        var folder = Directory.CreateDirectory(Path.Combine(engine.MountRoot, "deploy")).FullName;
        await BuildAsync(docker, folder);
        var (data, home, plugins) = (Made(folder, "data"), Made(folder, "home"), Made(folder, "plugins"));
        await OwnProcess.RunAsync(
            "cp", "-r", Path.Combine(DeployFolder.Root, "examples", "plugins", "file-hash"), plugins);
        await OwnProcess.RunAsync("chown", User, data, home);

        await docker.RunAsync(
            [.. Start("manager-a"), .. Mount(data), ManagerImage, "--origin", Url, "--blob-origin", BlobUrl]);
        await docker.HealthyAsync("manager-a");
        var owner = Path.Combine(data, "owner.key.json");
        var (key, consumer) = (Path.Combine(folder, "operator.json"), Path.Combine(folder, "consumer.json"));
        await docker.HeliostatAsync(
            "operator", "create", "sunrise", "--output", key, "--key-file", owner, "--url", Url);
        await docker.HeliostatAsync(
            "consumer", "create", "studio", "--output", consumer, "--key-file", owner, "--url", Url);
        await OwnProcess.RunAsync("chown", User, key);

        var options = DeployFolder.SecurityOptions().SelectMany(option => new[] { "--security-opt", option });
        string[] rights = [.. options, .. Mount(home)];
        await docker.RunAsync(
        [
            "run", "--rm", "--network", "host", "--cap-drop", "ALL", .. rights,
            "--volume", $"{key}:/run/operator.json:ro", NodeImage,
            "node", "register", "--gateway-url", Url, "--name", "boxed", "--operator-key-file", "/run/operator.json",
        ]);
        await docker.RunAsync(
            [.. Start("node-a"), "--init", .. rights, "--volume", $"{plugins}:/plugins:ro", NodeImage]);
        await docker.HealthyAsync("node-a");

        foreach (var (plugin, payload) in new[] { ("echo", "{}"), ("file_hash", """{"kibibytes": 64}""") })
        {
            var said = await docker.HeliostatAsync(
                "job", "submit", "--plugin", plugin, "--payload", payload, "--watch", "--key-file", consumer);
            Assert.Contains("COMPLETED", said, StringComparison.Ordinal);
        }

        var log = await docker.LogAsync("node-a");
        Assert.Contains("Job completed", log, StringComparison.Ordinal);
        Assert.DoesNotContain("without a sandbox", log, StringComparison.Ordinal);
        await docker.RunAsync("rm", "--force", "--volumes", "node-a", "manager-a");
    }

    private static async Task BuildAsync(DockerProgram docker, string folder)
    {
        var parts = Path.Combine(folder, "parts");
        await MachineImage.ImportAsync(docker, Path.Combine(folder, "machine"));
        await OwnProcess.RunAsync(DeployFolder.File("pack"), parts);
        await docker.BuildAsync("Dockerfile.manager", ManagerImage, parts);
        await docker.BuildAsync("Dockerfile.node", NodeImage, parts);
    }

    private static string Made(string folder, string name) =>
        Directory.CreateDirectory(Path.Combine(folder, name)).FullName;

    // As the compose file has it, but looked at more often.
    private static string[] Start(string name) =>
    [
        "run", "--detach", "--name", name, "--network", "host", "--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL",
        "--health-interval", "1s",
    ];

    private static string[] Mount(string folder) => ["--volume", $"{folder}:/var/lib/heliostat"];
}
