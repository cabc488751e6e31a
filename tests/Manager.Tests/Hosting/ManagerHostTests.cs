using System.Net;
using System.Runtime.Versioning;
using Heliostat.Manager.Hosting;
using Heliostat.Manager.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Heliostat.Manager.Tests.Hosting;

public sealed class ManagerHostTests
{
    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task The_owners_key_is_written_once_for_its_owner_only()
    {
        await using var manager = await LiveManager.StartAsync();
        var path = Path.Combine(manager.Folder, "owner.key.json");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(manager.Origin, manager.OwnerKey.Url);
        using (var answer = await manager.Owner.SendAsync("GET", "/v1/accounts"))
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        var owner = manager.Owner;
        File.Delete(path);
        await manager.RestartAsync();
        Assert.False(File.Exists(path));
        using var again = await owner.SendAsync("GET", "/v1/accounts");
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task A_taken_port_and_a_missing_origin_are_said_in_a_sentence()
    {
        await using var manager = await LiveManager.StartAsync();
        using var folder = new TemporaryFolder();
        var taken = new ManagerOptions
        {
            DataFolder = folder.File("data"),
            Port = new Uri(manager.Origin).Port,
            BlobPort = 0,
        };
        var error = await Assert.ThrowsAsync<ManagerStartException>(() => StartAsync(taken));
        Assert.Equal("address-unusable", error.Code);
        error = await Assert.ThrowsAsync<ManagerStartException>(
            () => StartAsync(taken with { Address = IPAddress.Any, Port = 0 }));
        Assert.Equal("origin-missing", error.Code);
        error = await Assert.ThrowsAsync<ManagerStartException>(
            () => StartAsync(taken with { Port = 0, Origin = "manager.example" }));
        Assert.Equal("origin-invalid", error.Code);
    }

    [Fact]
    public async Task Two_managers_do_not_share_a_folder()
    {
        await using var manager = await LiveManager.StartAsync();
        var second = new ManagerOptions { DataFolder = manager.Folder, Port = 0, BlobPort = 0 };
        var error = await Assert.ThrowsAsync<ManagerStartException>(() => StartAsync(second));
        Assert.Equal("journal-unusable", error.Code);
    }

    [Theory]
    [InlineData("https://manager.example", null, "https://manager.example", "https://manager.example:8090/")]
    [InlineData(
        "https://manager.example", "https://blobs.example", "https://manager.example", "https://blobs.example/")]
    [InlineData(null, null, "http://127.0.0.1:8080", "http://127.0.0.1:8090/")]
    public void Where_a_manager_is_reached_follows_from_what_is_said(
        string? origin, string? blobOrigin, string api, string blobs)
    {
        var options = new ManagerOptions { DataFolder = "", Origin = origin, BlobOrigin = blobOrigin };
        var origins = Origins.Of(options, 8080, 8090);
        Assert.Equal((api, blobs), (origins.Api, origins.Blobs.ToString()));
    }

    private static Task StartAsync(ManagerOptions options) =>
        ManagerHost.StartAsync(options, NullLoggerFactory.Instance, CancellationToken.None);
}
