namespace Heliostat.Manager.Loop;

/// <summary>Where a manager keeps its journal, and how it opens it.</summary>
/// <param name="Folder">The folder of the journal and its snapshots; it must be there.</param>
/// <param name="Version">The program's version, for people who read the journal.</param>
/// <param name="AcceptClock">True to start although the clock stands before, or a week after, the last entry.</param>
public sealed record LoopOptions(string Folder, string Version, bool AcceptClock = false)
{
    /// <summary>The journal.</summary>
    public string JournalPath => Path.Combine(Folder, "journal.db");

    /// <summary>The folder of the snapshots.</summary>
    public string SnapshotFolder => Path.Combine(Folder, "snapshots");

    /// <summary>The views, which can always be rebuilt from the journal.</summary>
    public string ViewsPath => Path.Combine(Folder, "views.db");
}
