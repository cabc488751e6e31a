using Heliostat.Containers.Tests.Deploying;
using Heliostat.Containers.Tests.Support;
using Heliostat.Node.Engines.Images;

namespace Heliostat.Containers.Tests.Jobs;

/// <summary>The image of the recipe ssh-workspace, built by its own file on this machine's Debian files.</summary>
internal static class WorkspaceImage
{
    private static readonly string[] Programs =
        ["/usr/sbin/sshd", "/usr/bin/ssh-keygen", "/usr/bin/scp", "/usr/bin/uname", "/usr/bin/wc"];

    // Newer servers are of several programs.
    private static readonly string[] Parts = ["/usr/lib/openssh/sshd-session", "/usr/lib/openssh/sshd-auth"];

    /// <summary>Builds it, and takes it into a registry.</summary>
    public static async Task<ImageReference> BuildAsync(PrivateEngine engine, PrivateRegistry registry)
    {
        var docker = new DockerProgram(engine);
        var image = ImageReference.Parse($"{registry.Address}/ssh-workspace:7");
        await MachineImage.ImportAsync(
            docker, Path.Combine(engine.MountRoot, "machine"), [.. Programs, .. Parts.Where(File.Exists)]);
        var folder = Path.Combine("images", "ssh-workspace");
        await docker.BuildAsync(Path.Combine(folder, "Dockerfile"), image.ToString(), DeployFolder.File(folder));
        await registry.TakeAsync(engine, image);
        return image;
    }
}
