using System.Text.Json;
using Heliostat.Client;
using Heliostat.Client.Containers;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Tests.Folders;

/// <summary>Folders that are brought to containers, and what comes back.</summary>
public sealed class FolderPackerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("heliostat-folder-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_file_is_listed_in_order_with_what_it_is()
    {
        Write("train.py", "print(1)");
        Write("data/b.bin", "b");
        Write("data/a.bin", "a");
        Write("data-2", "x");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(_folder, "train.py"), (UnixFileMode)0b111_101_101);
        }

        Directory.CreateDirectory(Path.Combine(_folder, "empty"));

        var packed = await FolderPacker.PackAsync(_folder, null, CancellationToken.None);
        Assert.Equal(
            [("data-2", false), ("data/a.bin", false), ("data/b.bin", false), ("train.py", true)],
            packed.Manifest.Files.Select(file => (file.Path, file.Executable)));
        Assert.Equal(ContentHash.Of("a"u8), packed.Manifest.Files[1].Hash);
        Assert.Equal(Path.Combine(_folder, "data", "a.bin"), packed.Sources[1]);
        var read = JsonSerializer.Deserialize(
            JsonSerializer.SerializeToUtf8Bytes(packed.Manifest, WireJson.Default.FolderManifest),
            WireJson.Default.FolderManifest)!;
        Assert.Null(read.FindFault());
        var again = await FolderPacker.PackAsync(_folder, null, CancellationToken.None);
        Assert.NotEqual(packed.Manifest.Salt, again.Manifest.Salt);
    }

    [Fact]
    public async Task Links_and_folders_that_are_not_there_are_refused()
    {
        Write("a", "a");
        File.CreateSymbolicLink(Path.Combine(_folder, "link"), "/etc/passwd");
        Assert.Equal("folder-link", await RefusedAsync(_folder));
        Assert.Equal("folder-missing", await RefusedAsync(Path.Combine(_folder, "none")));
    }

    [Fact]
    public async Task Too_many_files_are_refused()
    {
        for (var i = 0; i <= FolderManifest.FilesMax; i++)
        {
            Write($"{i}", "");
        }

        Assert.Equal("folder-files-too-many", await RefusedAsync(_folder));
    }

    [Theory]
    [InlineData("../up")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("")]
    public void What_comes_back_stays_below_its_folder(string path) =>
        Assert.Throws<HeliostatException>(() => FolderDownload.PlaceOf("/tmp/out", null, path));

    [Fact]
    public void Each_run_has_a_folder_of_its_own_where_there_are_several()
    {
        Assert.Equal("/tmp/out/a/b", FolderDownload.PlaceOf("/tmp/out", null, "a/b"));
        Assert.Equal("/tmp/out/7/a/b", FolderDownload.PlaceOf("/tmp/out", 7, "a/b"));
    }

    private static async Task<string> RefusedAsync(string folder) =>
        (await Assert.ThrowsAsync<HeliostatException>(
            () => FolderPacker.PackAsync(folder, null, CancellationToken.None))).Code;

    private void Write(string path, string text)
    {
        var full = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
