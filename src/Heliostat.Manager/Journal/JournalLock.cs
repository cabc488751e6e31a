namespace Heliostat.Manager.Journal;

/// <summary>Keeps a second manager off a journal: a lock on a file beside it, let go by the system at exit.</summary>
internal sealed class JournalLock : IDisposable
{
    private readonly FileStream _file;

    private JournalLock(FileStream file) => _file = file;

    public static JournalLock Take(string journalPath)
    {
        var path = journalPath + ".lock";
        try
        {
            return new JournalLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException error)
        {
            throw new JournalException($"{path} cannot be written. Check the folder's owner and permissions.", error);
        }
        catch (DirectoryNotFoundException error)
        {
            throw new JournalException($"The folder of {journalPath} does not exist. Make it first.", error);
        }
        catch (IOException error)
        {
            throw new JournalException(
                $"{journalPath} is in use by another manager. Stop that one, or give this one its own folder.", error);
        }
    }

    public void Dispose() => _file.Dispose();
}
