using Microsoft.Data.Sqlite;

namespace Heliostat.Manager.Journal;

/// <summary>A journal or vault file cannot be used; the message names it and says what to do.</summary>
public sealed class JournalException : Exception
{
    private const int Busy = 5;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;
    private const int NoRoomForIndex = InputOutput | (19 << 8);

    /// <summary>Takes a sentence for people.</summary>
    public JournalException(string sentence, Exception? cause = null)
        : base(sentence, cause)
    {
    }

    /// <summary>
    /// True when the disk has no room: nothing of what was to be written is there, and it may be tried again.
    /// </summary>
    public bool IsFull { get; private init; }

    /// <summary>Says what an error of SQLite means for this file.</summary>
    public static JournalException From(SqliteException error, string path)
    {
        var isFull = error.SqliteErrorCode == Full || error.SqliteExtendedErrorCode == NoRoomForIndex;
        var advice = error.SqliteErrorCode switch
        {
            _ when isFull => "the disk is full. Free some space and start again; everything acknowledged is safe.",
            InputOutput => "the disk reports an error. Check the disk (dmesg) and its free space, then start again; "
                + "everything acknowledged was written before.",
            ReadOnly or CannotOpen => "it cannot be opened for writing. Check that the folder exists and "
                + "that its owner and permissions let this user write.",
            Busy => "another program holds it. Stop that program and start again.",
            Corrupt or NotADatabase => "it is damaged or not one of ours. Put a back-up in its place; "
                + "`heliostat audit` tells which entries are whole.",
            _ => "SQLite refused.",
        };
        return new JournalException($"{path}: {advice} ({error.Message})", error) { IsFull = isFull };
    }
}
