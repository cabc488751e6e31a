namespace Heliostat.Tidy.Tests.Lifecycles;

public sealed class PictureTests
{
    private enum Door
    {
        /// <summary>Nobody gets <see cref="Push"/> in.</summary>
        Shut,
        Open,
        Gone,
    }

    private enum Push
    {
        Pull,
        Slam,
        Break,
    }

    [Fact]
    public void Pictures_show_the_tables_of_Core()
    {
        foreach (var picture in Picture.All.Where(_ => Environment.GetEnvironmentVariable("HELIOSTAT_UPDATE") == "1"))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Tree.FullPath(picture.Path))!);
            File.WriteAllText(Tree.FullPath(picture.Path), picture.Text);
        }

        Violation.ExpectNone(
            from picture in Picture.All
            where !Tree.Has(picture.Path) || Tree.Read(picture.Path) != picture.Text
            select new Violation(picture.Path, 0, "is not what Core's table says: run ./test --filter tidy --update."));
    }

    [Fact]
    public void A_picture_has_every_move_a_start_and_an_end()
    {
        (Door, Push, Door)[] table =
        [
            (Door.Shut, Push.Pull, Door.Open), (Door.Open, Push.Slam, Door.Shut), (Door.Open, Push.Break, Door.Gone),
        ];

        var text = Picture.Of("Door", table).Text;

        Assert.Contains("[*] --> Shut", text);
        Assert.Contains("Shut --> Open : Pull", text);
        Assert.Contains("Open --> Gone : Break", text);
        Assert.Contains("Gone --> [*]", text);
        Assert.DoesNotContain("Open --> [*]", text);
        Assert.Contains("| **Shut** | Nobody gets Push in. |", text);
    }
}
