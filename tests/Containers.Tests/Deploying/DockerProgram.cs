using Heliostat.Containers.Tests.Support;

namespace Heliostat.Containers.Tests.Deploying;

/// <summary>The engine's own program, as operators use it, on a private engine.</summary>
internal sealed class DockerProgram(PrivateEngine engine)
{
    private const int RoundsMax = 400;
    private const int PauseMilliseconds = 150;

    public Task<string> RunAsync(params string[] words) => OwnProcess.RunAsync(
        ["env", "DOCKER_BUILDKIT=0", "docker", "-H", $"unix://{engine.SocketPath}", .. words]);

    /// <summary>Runs <c>heliostat</c> where the engine's containers with the network of the host are.</summary>
    public Task<string> HeliostatAsync(params string[] words) =>
        engine.Space.RunAsync([DeployFolder.Heliostat, .. words]);

    /// <summary>Builds an image of <c>deploy/</c> on the machine's own files.</summary>
    public Task BuildAsync(string file, string image, string parts) => RunAsync(
        "build", "--quiet", "--network", "none", "--build-arg", $"BASE={MachineImage.Name}",
        "--build-arg", "PACKAGES=", "--file", DeployFolder.File(file), "--tag", image, parts);

    /// <summary>Waits until a container's own check says that it is healthy.</summary>
    public async Task HealthyAsync(string container)
    {
        var seen = "";
        for (var round = 0; round < RoundsMax; round++)
        {
            var state = await RunAsync(
                "inspect", "--format", "{{.State.Status}} {{.State.Health.Status}}", container);
            seen = state.Trim();
            if (seen == "running healthy")
            {
                return;
            }

            if (!seen.StartsWith("running", StringComparison.Ordinal))
            {
                break;
            }

            await Task.Delay(PauseMilliseconds);
        }

        Assert.Fail($"{container} is {seen}.\n{await LogAsync(container)}");
    }

    /// <summary>All that a container printed.</summary>
    public Task<string> LogAsync(string container) => OwnProcess.RunAsync(
        "sh", "-c", "docker -H \"$1\" logs \"$2\" 2>&1", "sh", $"unix://{engine.SocketPath}", container);
}
