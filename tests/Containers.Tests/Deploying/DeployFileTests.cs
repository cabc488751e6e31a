using Heliostat.Containers.Tests.Support;

namespace Heliostat.Containers.Tests.Deploying;

/// <summary>What <c>deploy/</c> says is read by those who will read it.</summary>
public sealed class DeployFileTests
{
    [Theory]
    [InlineData("heliostat-node.service")]
    [InlineData("heliostat-manager.service")]
    public async Task The_units_are_units_to_systemd(string name)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "systemd-analyze is not installed.");
        var folder = Directory.CreateTempSubdirectory("heliostat-unit-");
        try
        {
            // The program is not where operators have it.
            var text = await File.ReadAllTextAsync(DeployFolder.File(name));
            var unit = Path.Combine(folder.FullName, name);
            await File.WriteAllTextAsync(unit, text.Replace("/opt/heliostat/heliostat", "/bin/true"));

            Assert.Equal("", await OwnProcess.RunAsync("sh", "-c", "systemd-analyze verify \"$1\" 2>&1", "sh", unit));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_node_gets_no_capability_and_never_all_rights()
    {
        var text = File.ReadAllText(DeployFolder.File("docker-compose.edge.yml"));

        Assert.Equal(["ALL"], DeployFolder.Items("cap_drop"));
        Assert.Equal(
            ["no-new-privileges", "seccomp:./seccomp-node.json", "apparmor:unconfined", "systempaths=unconfined"],
            DeployFolder.Items("security_opt"));
        Assert.DoesNotContain("cap_add", text, StringComparison.Ordinal);
        Assert.DoesNotContain("privileged: true", text, StringComparison.Ordinal);
        Assert.DoesNotContain("docker.sock", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_compose_file_is_one_to_compose()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/docker-compose"), "docker-compose is not installed.");

        var said = await OwnProcess.RunAsync(
            "sh", "-c", "cd \"$0\" && docker-compose -f docker-compose.edge.yml config 2>&1", DeployFolder.Folder);

        Assert.Contains("memory: 4G", said, StringComparison.Ordinal);
    }
}
