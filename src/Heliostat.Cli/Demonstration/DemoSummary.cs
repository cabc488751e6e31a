namespace Heliostat.Cli.Demonstration;

/// <summary>What came of the demo: the last line of <c>./demo --json</c>.</summary>
/// <param name="Frames">Frames that were asked for.</param>
/// <param name="Accepted">Frames that were accepted.</param>
/// <param name="Rejected">Frames that verification rejected, and that were done again.</param>
/// <param name="Runs">Runs of tasks on nodes.</param>
/// <param name="Nodes">Nodes at the start.</param>
/// <param name="TilesChecked">Tiles that verifiers rendered again and compared.</param>
/// <param name="WallSeconds">Seconds from the start of the network until the last frame lay in its file.</param>
/// <param name="OutputDir">The folder with frames, contact sheet and film.</param>
/// <param name="Journal">A copy of the manager's journal.</param>
/// <param name="Head">The last signed head that the client received.</param>
internal sealed record DemoSummary(
    int Frames,
    int Accepted,
    int Rejected,
    int Runs,
    int Nodes,
    long TilesChecked,
    double WallSeconds,
    string OutputDir,
    string Journal,
    string Head);
