namespace Heliostat.Cli.Demonstration;

/// <summary>What <c>./demo</c> was asked for.</summary>
/// <param name="Root">The clone: where the scene and the cheating Blender lie.</param>
/// <param name="Output">Where everything goes.</param>
/// <param name="Kills">Whether a node is killed mid-way.</param>
/// <param name="Cheats">Whether one node renders at half the samples.</param>
/// <param name="Keeps">Whether the network stays up afterwards.</param>
internal sealed record DemoWish(string Root, string Output, bool Kills, bool Cheats, bool Keeps)
{
    public const int Nodes = 3;

    /// <summary>The node that dies or cheats.</summary>
    public const string OddNode = "node-2";

    public const string Frames = "1-24";

    public string Scene => Path.Combine(Root, "examples", "render-a-scene", "scene.blend");

    public string CheatingBlender => Path.Combine(Root, "tests", "assets", "half-samples-blender");

    public string FramesFolder => Path.Combine(Output, "frames");

    public string NetworkFolder => Path.Combine(Output, "network");

    public string JournalFile => Path.Combine(Output, "journal.db");

    public string HeadFile => Path.Combine(Output, "head.json");

    public string SheetFile => Path.Combine(Output, "contact-sheet.png");

    public string FilmFile => Path.Combine(Output, "film.mp4");
}
