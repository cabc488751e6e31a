using System.Globalization;
using System.Text;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Logs;

/// <summary>
/// What runs printed, a file for each run in a folder for each job. A file that is full keeps its beginning, and its
/// last line says so. One thread writes; many read.
/// </summary>
internal sealed class RunLogFiles(string folder)
{
    /// <summary>Bytes that one run's file may have: a little more than a node sends, for its last word.</summary>
    public const long RunBytesMax = (10L << 20) + (64L << 10);

    /// <summary>Bytes that the files of one job may have together.</summary>
    public const long JobBytesMax = 1L << 30;

    private const string Ending = ".log";
    private const string MissingEnding = ".missing";

    private static readonly byte[] Full = Encoding.UTF8.GetBytes(
        "\n[heliostat: the log is full; what was printed after this is not kept]\n");

    private readonly Dictionary<JobId, long> _jobBytes = [];

    /// <summary>The bytes of a run's file; 0 where it printed nothing.</summary>
    public long LengthOf(RunId run) => new FileInfo(PathOf(run)) is { Exists: true } file ? file.Length : 0;

    /// <summary>Opens a run's file to read it while it may grow; null where it printed nothing.</summary>
    public FileStream? Open(RunId run)
    {
        try
        {
            return new FileStream(
                PathOf(run), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>
    /// Adds a piece. What was there before is passed over, and where something is missing before it a line says so.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="offset">Bytes that the run printed before this piece.</param>
    /// <param name="text">The piece.</param>
    /// <exception cref="IOException">The disk took nothing; the next piece shows that this one is missing.</exception>
    public void Append(RunId run, long offset, string text)
    {
        var path = PathOf(run);
        var length = LengthOf(run);
        if (length >= RunBytesMax)
        {
            return;
        }

        var missing = ReadMissing(path);
        var known = length + missing;
        var bytes = Encoding.UTF8.GetBytes(text);
        if (offset + bytes.Length <= known)
        {
            return;
        }

        if (offset < known)
        {
            bytes = bytes[(int)(known - offset)..];
        }

        var gap = Math.Max(0, offset - known);
        byte[] words = gap > 0 ? Gap(gap) : [];
        Write(run, path, [.. words, .. bytes]);
        if (gap > 0)
        {
            WriteMissing(path, missing + gap - words.Length);
        }
    }

    /// <summary>The jobs that have files.</summary>
    public IEnumerable<JobId> Jobs() => !Directory.Exists(folder)
        ? []
        : Directory.EnumerateDirectories(folder)
            .Select(path => Guid.TryParseExact(Path.GetFileName(path), "D", out var id) ? new JobId(id) : (JobId?)null)
            .OfType<JobId>();

    /// <summary>Lets the files of a job go.</summary>
    public void Forget(JobId job)
    {
        Directory.Delete(FolderOf(job), recursive: true);
        lock (_jobBytes)
        {
            _jobBytes.Remove(job);
        }
    }

    private void Write(RunId run, string path, byte[] bytes)
    {
        Directory.CreateDirectory(FolderOf(run.Job));
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        var length = file.Length;
        var room = Math.Min(RunBytesMax - length, JobBytesMax - JobBytesOf(run.Job));
        if (room <= 0)
        {
            return;
        }

        if (bytes.Length > room - Full.Length)
        {
            bytes = Fill(bytes, (int)room);
        }

        try
        {
            file.Seek(length, SeekOrigin.Begin);
            file.Write(bytes);
            file.Flush();
            Count(run.Job, bytes.Length);
        }
        catch (IOException)
        {
            file.SetLength(length);
            throw;
        }
    }

    // Takes all the room that is left, so that nothing more is added; the last words may be cut short.
    private static byte[] Fill(byte[] bytes, int room)
    {
        var kept = Math.Max(0, room - Full.Length);
        while (kept > 0 && (bytes[kept] & 0xC0) == 0x80)
        {
            kept--;
        }

        byte[] all = [.. bytes.AsSpan(0, kept), .. Full];
        return all.Length >= room ? all[..room] : [.. all, .. Enumerable.Repeat((byte)'\n', room - all.Length)];
    }

    private long JobBytesOf(JobId job)
    {
        lock (_jobBytes)
        {
            if (!_jobBytes.TryGetValue(job, out var bytes))
            {
                bytes = new DirectoryInfo(FolderOf(job)).EnumerateFiles($"*{Ending}").Sum(file => file.Length);
                _jobBytes[job] = bytes;
            }

            return bytes;
        }
    }

    private void Count(JobId job, long bytes)
    {
        lock (_jobBytes)
        {
            _jobBytes[job] = JobBytesOf(job) + bytes;
        }
    }

    private static byte[] Gap(long bytes) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"\n[heliostat: {bytes} bytes that were printed here are missing]\n"));

    // How many bytes the run printed more than its file has; a manager that dies before it is written marks twice.
    private static long ReadMissing(string path) =>
        File.Exists(path + MissingEnding)
        && long.TryParse(
            File.ReadAllText(path + MissingEnding), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out var missing)
            ? missing
            : 0;

    private static void WriteMissing(string path, long bytes) =>
        File.WriteAllText(path + MissingEnding, bytes.ToString(CultureInfo.InvariantCulture));

    private string FolderOf(JobId job) => Path.Combine(folder, job.ToString());

    private string PathOf(RunId run) => Path.Combine(
        FolderOf(run.Job), string.Create(CultureInfo.InvariantCulture, $"{run.Task}-{run.Attempt}{Ending}"));
}
