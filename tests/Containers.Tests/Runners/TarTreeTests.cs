using System.Formats.Tar;
using Heliostat.Node.Runners;
using Heliostat.Node.Runners.Containers;
using Heliostat.Node.Sandbox;
using Heliostat.Node.Tests.Support;

namespace Heliostat.Containers.Tests.Runners;

/// <summary>Tars that an engine would not write, laid into a folder.</summary>
public sealed class TarTreeTests : IDisposable
{
    private const long BytesMax = 1000;

    private readonly TemporaryFolder _folder = new();

    private string Inside => _folder.File("in");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Files_folders_and_links_are_laid_out_as_they_are()
    {
        await FillAsync(
            File("./bin/tool", "run", UnixFileMode.UserExecute),
            Link(TarEntryType.SymbolicLink, "bin/same", "tool"),
            Link(TarEntryType.HardLink, "hard", "bin/tool"),
            File("data", "text"),
            new PaxTarEntry(TarEntryType.Fifo, "pipe"));

        Assert.Equal("run", await System.IO.File.ReadAllTextAsync(Path.Combine(Inside, "hard")));
        Assert.Equal("run", await System.IO.File.ReadAllTextAsync(Path.Combine(Inside, "bin/same")));
        Assert.True(FileModes.IsExecutable(Path.Combine(Inside, "bin/tool")));
        Assert.False(FileModes.IsExecutable(Path.Combine(Inside, "data")));
        Assert.False(Path.Exists(Path.Combine(Inside, "pipe")));
    }

    [Fact]
    public async Task Nothing_is_written_outside()
    {
        var outside = _folder.File("out");
        _ = Directory.CreateDirectory(outside);

        // By a link to a folder, by a link to a file, and by a name of what is not in the tar.
        var error = await Assert.ThrowsAsync<RunFailedException>(() => FillAsync(File("../out/a", "x")));
        var through = await Assert.ThrowsAsync<RunFailedException>(
            () => FillAsync(Link(TarEntryType.SymbolicLink, "up", outside), File("up/b", "x")));
        await FillAsync(Link(TarEntryType.SymbolicLink, "c", Path.Combine(outside, "c")), File("c", "x"));
        var hard = await Assert.ThrowsAsync<RunFailedException>(
            () => FillAsync(Link(TarEntryType.HardLink, "passwd", "../../../../../../etc/passwd")));

        Assert.Contains("'..'", error.Message);
        Assert.Contains("'..'", hard.Message);
        Assert.Contains("a folder as a file", through.Message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(outside));
    }

    [Fact]
    public async Task What_is_too_much_is_refused()
    {
        var error = await Assert.ThrowsAsync<RunFailedException>(
            () => FillAsync(File("a", new string('x', 600)), File("b", new string('x', 600))));

        Assert.Equal(Protocol.Jobs.FailureReasons.ImageTooLarge, error.Failure.Reason);
    }

    private static PaxTarEntry File(string name, string text, UnixFileMode mode = UnixFileMode.None) =>
        new(TarEntryType.RegularFile, name)
        {
            Mode = mode | UnixFileMode.UserRead,
            DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)),
        };

    private static PaxTarEntry Link(TarEntryType type, string name, string target) =>
        new(type, name) { LinkName = target };

    private async Task FillAsync(params TarEntry[] entries)
    {
        if (Directory.Exists(Inside))
        {
            Directory.Delete(Inside, recursive: true);
        }

        _ = Directory.CreateDirectory(Inside);
        using var stream = new MemoryStream();
        await using (var writer = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var entry in entries)
            {
                await writer.WriteEntryAsync(entry);
            }
        }

        stream.Position = 0;
        _ = await new TarTree(Inside, BytesMax).FillAsync(stream, default);
    }
}
