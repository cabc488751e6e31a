using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;

namespace Heliostat.Core.Tests.Jobs;

/// <summary>What a list of a scene's files may not say, wherever it comes from.</summary>
public sealed class SceneManifestTests
{
    private const string Main = "/home/artist/scene.blend";

    [Fact]
    public void A_list_of_plain_files_is_taken() =>
        Assert.Null(Given(File(Main), File("/c/props/bark.png"), File("/moved/usr/share/fonts/sign.ttf")).FindFault());

    [Theory]
    [InlineData("/usr/share/fonts/sign.ttf")]
    [InlineData("/etc/passwd")]
    [InlineData("/proc/self/mem")]
    [InlineData("/dev/null")]
    [InlineData("/tmp/x.png")]
    [InlineData("/tmp")]
    [InlineData("/out/x.png")]
    [InlineData("/lib64/ld.so")]
    [InlineData("/moved")]
    [InlineData("/")]
    [InlineData("/home/artist/../../etc/x")]
    [InlineData("/home//x")]
    [InlineData("/home/x/")]
    [InlineData("/home/./x")]
    [InlineData("/home/\0")]
    [InlineData("relative.png")]
    [InlineData("C:\\work\\bark.png")]
    [InlineData("//host/bark.png")]
    [InlineData(null)]
    public void A_file_at_a_place_that_no_node_shows_is_refused(string? path) =>
        Assert.Contains("absolute POSIX path", Given(File(Main), File(path!)).FindFault());

    [Theory]
    [InlineData("/run/media/disk/x.png")]
    [InlineData("/var/tmp/x.png")]
    [InlineData("/usrlocal/x.png")]
    [InlineData("/x.png")]
    public void Places_beside_them_are_taken(string path) => Assert.Null(Given(File(Main), File(path)).FindFault());

    [Fact]
    public void A_few_bytes_that_name_more_than_a_scene_may_have_are_refused()
    {
        var half = (SceneManifest.SceneBytesMax / 2) + 1;
        var many = Enumerable.Range(0, SceneManifest.FilesMax + 1).Select(i => File($"/home/{i}"));

        Assert.Contains("GiB", Given(File(Main, half), File("/home/x", half)).FindFault());
        Assert.Contains("GiB", Given(File(Main, long.MaxValue), File("/home/x", long.MaxValue)).FindFault());
        Assert.Null(Given(File(Main, half), File("/home/x", half - 2)).FindFault());
        Assert.Contains("files", Given([.. many]).FindFault());
        Assert.Contains("files", Given().FindFault());
        Assert.NotNull(Given(File(Main, -1)).FindFault());
    }

    [Fact]
    public void Files_that_are_in_each_others_way_are_refused()
    {
        Assert.Contains("once", Given(File(Main), File(Main)).FindFault());
        Assert.Contains("folder", Given(File(Main), File(Main + "/x.png")).FindFault());
        Assert.Contains("main", Given(File("/home/other.blend")).FindFault());
    }

    private static SceneManifest Given(params SceneFile[] files) => new(new string('a', 32), Main, files);

    private static SceneFile File(string path, long bytes = 1) => new(path, ContentHash.Of("bytes"u8), bytes);
}
