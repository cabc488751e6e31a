using System.Diagnostics;
using Heliostat.Storage.Disk;

namespace Heliostat.Manager.Loop;

/// <summary>
/// Whether the journal's disk has room for more entries. Asked before anything is decided: what is decided must be
/// written, or the manager stops.
/// </summary>
internal sealed class JournalRoom(string journal)
{
    /// <summary>
    /// Bytes that have to be free: several times the largest group, with what SQLite writes beside it.
    /// </summary>
    public const long BytesMin = 64L << 20;

    /// <summary>Milliseconds for which an answer holds.</summary>
    public const int LookMs = 100;

    private readonly string _folder = FolderOf(journal);
    private long _lookedAt;
    private bool _isThere;

    /// <summary>True while there is room, as far as was seen lately.</summary>
    public bool IsThere()
    {
        if (_lookedAt == 0 || Stopwatch.GetElapsedTime(_lookedAt).TotalMilliseconds >= LookMs)
        {
            _isThere = FreeSpace.Of(_folder).FreeBytes >= BytesMin;
            _lookedAt = Stopwatch.GetTimestamp();
        }

        return _isThere;
    }

    // The journal may lie on a disk of its own, behind a link.
    private static string FolderOf(string journal) =>
        Path.GetDirectoryName(File.ResolveLinkTarget(journal, returnFinalTarget: true)?.FullName ?? journal)!;
}
