using System.Text;
using Heliostat.Manager.Logs;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Tests.Logs;

/// <summary>Files of logs: every byte once, in its order, and a word where some are missing.</summary>
public sealed class RunLogFilesTests : IDisposable
{
    private static readonly RunId Run = new(new JobId(Guid.Parse("0198f3a2-7c11-7d4e-9b52-3f6f2c1a8e90")), 3, 1);

    private readonly TemporaryFolder _folder = new();

    private RunLogFiles Files => new(Path.Combine(_folder.Path, "logs"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pieces_that_come_twice_or_overlap_are_kept_once()
    {
        Files.Append(Run, 0, "one\n");
        Files.Append(Run, 0, "one\n");
        Files.Append(Run, 2, "e\ntwo\n");
        Files.Append(Run, 8, "drei ä€\n");
        Assert.Equal("one\ntwo\ndrei ä€\n", Read(Files));
        Assert.Equal(19, Files.LengthOf(Run));
        Assert.Equal(Run.Job, Assert.Single(Files.Jobs()));
    }

    [Fact]
    public void What_is_missing_is_marked_once_and_what_follows_is_kept_also_after_a_restart()
    {
        Files.Append(Run, 0, "begin\n");
        Files.Append(Run, 1_000, "end\n");
        Files.Append(Run, 1_000, "end\n");
        Files.Append(Run, 1_004, "more\n");
        const string Word = "\n[heliostat: 994 bytes that were printed here are missing]\n";
        Assert.Equal($"begin\n{Word}end\nmore\n", Read(Files));
        Files.Append(Run, 2_000, "last\n");
        Assert.EndsWith("991 bytes that were printed here are missing]\nlast\n", Read(Files));
    }

    [Fact]
    public void A_full_log_keeps_its_beginning_and_says_so()
    {
        var files = Files;
        var piece = new string('x', 64 * 1024 - 1) + "\n";
        for (var offset = 0L; offset < RunLogFiles.RunBytesMax + (2 * piece.Length); offset += piece.Length - 1)
        {
            files.Append(Run, offset, offset == 0 ? "first line\n" + piece[11..] : piece);
        }

        Assert.Equal(RunLogFiles.RunBytesMax, files.LengthOf(Run));
        var text = Read(files);
        Assert.StartsWith("first line\n", text);
        Assert.EndsWith("[heliostat: the log is full; what was printed after this is not kept]", text.TrimEnd());
    }

    [Fact]
    public void A_character_is_not_cut_where_the_log_is_full()
    {
        var files = Files;
        files.Append(Run, 0, "x");
        for (var offset = 1L; offset < RunLogFiles.RunBytesMax; offset += 60_000)
        {
            files.Append(Run, offset, new string('€', 20_000));
        }

        Assert.DoesNotContain('\ufffd', Read(files));
        Assert.Equal(RunLogFiles.RunBytesMax, files.LengthOf(Run));
    }

    [Fact]
    public void A_disk_that_takes_nothing_loses_a_piece_and_the_next_one_says_which()
    {
        Files.Append(Run, 0, "begin\n");
        var path = Directory.GetFiles(_folder.Path, "*.log", SearchOption.AllDirectories).Single();
        File.Move(path, path + ".away");
        Directory.CreateDirectory(path);
        Assert.ThrowsAny<UnauthorizedAccessException>(() => Files.Append(Run, 6, "lost\n"));
        Directory.Delete(path);
        File.Move(path + ".away", path);
        Files.Append(Run, 11, "end\n");
        Assert.Equal("begin\n\n[heliostat: 5 bytes that were printed here are missing]\nend\n", Read(Files));
    }

    [Fact]
    public void What_belongs_to_a_job_is_let_go_together()
    {
        var other = new RunId(new JobId(Guid.NewGuid()), 0, 1);
        Files.Append(Run, 0, "a");
        Files.Append(Run with { Attempt = 2 }, 7, "b");
        Files.Append(other, 0, "c");
        Files.Forget(Run.Job);
        Assert.Equal(other.Job, Assert.Single(Files.Jobs()));
        Assert.Null(Files.Open(Run));
        Assert.Equal(0, Files.LengthOf(Run));
    }

    private static string Read(RunLogFiles files)
    {
        using var reader = new StreamReader(files.Open(Run)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
