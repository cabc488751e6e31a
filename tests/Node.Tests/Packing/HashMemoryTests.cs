using Heliostat.Client.Packing;
using Heliostat.Client.Scenes;
using Heliostat.Node.Tests.Support;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Tests.Packing;

/// <summary>Files that are as they were are not read again.</summary>
public sealed class HashMemoryTests : IDisposable
{
    private static readonly DateTime LongAgo = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
    private static readonly ContentHash Old = ContentHash.Of("old bytes"u8);
    private static readonly ContentHash New = ContentHash.Of("new bytes"u8);

    private readonly TemporaryFolder _folder = new();

    private string Scene => _folder.File("scene.blend");

    private string Memory => _folder.File("home/hashes.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_of_the_same_size_and_time_of_change_is_not_read_again()
    {
        Write("old bytes", LongAgo);
        Assert.Equal(Old, await HashAsync());

        Write("new bytes", LongAgo);

        Assert.Equal(Old, await HashAsync());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Memory));
        }
    }

    [Fact]
    public async Task A_file_that_was_changed_is_read_again()
    {
        Write("old bytes", LongAgo);
        await HashAsync();
        Write("new bytes", LongAgo.AddSeconds(1));
        Assert.Equal(New, await HashAsync());
        Write("longer bytes", LongAgo.AddSeconds(1));
        Assert.Equal(ContentHash.Of("longer bytes"u8), await HashAsync());
    }

    [Fact]
    public async Task A_file_that_was_changed_just_now_is_not_remembered()
    {
        Write("old bytes", DateTime.UtcNow);
        await HashAsync();

        Write("new bytes", File.GetLastWriteTimeUtc(Scene));

        Assert.Equal(New, await HashAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("not JSON")]
    [InlineData("{\"x\":null}")]
    [InlineData("[]")]
    public async Task A_memory_that_cannot_be_read_is_begun_anew(string text)
    {
        Write("old bytes", LongAgo);
        Directory.CreateDirectory(Path.GetDirectoryName(Memory)!);
        await File.WriteAllTextAsync(Memory, text.Replace("x", Scene, StringComparison.Ordinal));

        Assert.Equal(Old, await HashAsync());
        Write("new bytes", LongAgo);
        Assert.Equal(Old, await HashAsync());
        HashMemory.Read(Memory).Forget();
        Assert.Equal(New, await HashAsync());
    }

    private async Task<ContentHash> HashAsync()
    {
        var scene = new PackedScene(
            "/home/scene.blend", "3.4.1", [new PackedFile("/home/scene.blend", Scene, "scene")], null!);
        var local = await ManifestMaker.MakeAsync(scene, HashMemory.Read(Memory), null, CancellationToken.None);
        return local.Manifest.Files[0].Hash;
    }

    private void Write(string text, DateTime changedAtUtc)
    {
        File.WriteAllText(Scene, text);
        File.SetLastWriteTimeUtc(Scene, changedAtUtc);
    }
}
