using Heliostat.Core.Accounts;
using Heliostat.Fuzz.Running;
using Heliostat.Manager.Auditing;
using Heliostat.Manager.Journal;
using Heliostat.Manager.Tests;
using Heliostat.Manager.Tests.Loop;
using Heliostat.Protocol.Signing;

namespace Heliostat.Fuzz.Journal;

/// <summary>
/// Journals whose bytes were altered: every alteration of an entry is found, and of a file found or without effect.
/// </summary>
public sealed class JournalFuzz : IAsyncLifetime
{
    private const int Files = 1_500;
    private const int PieceBytesMax = 4_096;

    private readonly TemporaryFolder _folder = new();
    private IReadOnlyList<StoredEntry> _entries = [];
    private byte[] _file = [];
    private string? _books;

    public async ValueTask InitializeAsync()
    {
        using var made = new TemporaryFolder();
        await using (var manager = await TestManager.StartAsync(made))
        {
            var consumer = await manager.OpenAccountAsync(AccountKind.Consumer, "studio");
            List<TestNode> nodes = [];
            foreach (var name in new[] { "a", "b", "c" })
            {
                nodes.Add(await manager.ConnectNodeAsync(name));
            }

            var work = new TestWork(manager, nodes) { Spoiled = { 1 } };
            await work.FinishAsync(
                await manager.SubmitEchoAsync(consumer, 5), await manager.SubmitRenderAsync(consumer, "1-4"));
            manager.Loop.Journal.BackupTo(_folder.File("whole.db"));
            nodes.ForEach(node => node.Dispose());
        }

        using (var reader = JournalReader.Open(_folder.File("whole.db")))
        {
            _entries = [.. reader.Read(1)];
        }

        _file = await File.ReadAllBytesAsync(_folder.File("whole.db"));
        _books = Audit.Run(_folder.File("whole.db")).BooksHash;
        Assert.NotNull(_books);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void An_altered_entry_breaks_the_chain_and_is_read_or_refused() => Fuzzer.Run(
        chance => (Entry: chance.Pick(_entries), Chance: chance),
        (drawn, chance) => Promise(drawn.Entry, Mutator.Alter(chance, drawn.Entry.Body.ToArray(), Another(chance))),
        drawn => $"entry {drawn.Entry.Sequence}");

    [Fact]
    public void An_altered_file_is_found_out_or_tells_the_same() => Fuzzer.Run(
        Damaged, (file, _) => PromiseOfFile(file), file => $"{file.Length} bytes", Files);

    private byte[] Another(Random chance) => chance.Pick(_entries).Body.ToArray();

    private static void Promise(StoredEntry stored, byte[] altered)
    {
        if (altered.AsSpan().SequenceEqual(stored.Body.Span))
        {
            return;
        }

        Assert.NotEqual(stored.Hash, EntryChain.Next(stored.Previous, altered));
        try
        {
            var entry = EntryDecoder.Decode(stored with { Body = altered });
            using var writer = new EntryWriter();
            var written = writer.Write(entry).ToArray();
            var again = EntryDecoder.Decode(stored with { Body = written });
            writer.Clear();
            Assert.Equal(written, writer.Write(again).ToArray());
        }
        catch (JournalException error)
        {
            Assert.Contains("back-up", error.Message, StringComparison.Ordinal);
        }
    }

    private byte[] Damaged(Random chance)
    {
        var file = _file.ToArray();
        for (var rounds = chance.Next(1, 4); rounds > 0 && file.Length > 0; rounds--)
        {
            var at = chance.OneIn(4) ? chance.Next(Math.Min(200, file.Length)) : chance.Next(file.Length);
            var count = Math.Min(chance.Next(1, PieceBytesMax), file.Length - at);
            switch (chance.Next(5))
            {
                case 0: chance.NextBytes(file.AsSpan(at, Math.Min(count, 8))); break;
                case 1: file.AsSpan(at, count).Clear(); break;
                case 2: file.AsSpan(chance.Next(file.Length - count + 1), count).CopyTo(file.AsSpan(at)); break;
                case 3 when chance.OneIn(4): file = file[..at]; break;
                default: file[at] ^= (byte)(1 << chance.Next(8)); break;
            }
        }

        return file;
    }

    private void PromiseOfFile(byte[] file)
    {
        var path = _folder.File("damaged.db");
        File.WriteAllBytes(path, file);
        try
        {
            var report = Audit.Run(path);
            Assert.True(
                report.DifferencesTotal > 0 || report.BooksHash == _books || report.Entries < _entries.Count,
                "Another journal was taken for whole.");
        }
        catch (JournalException error)
        {
            Assert.NotEmpty(error.Message);
        }
    }
}
