using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Heliostat.Core;
using Heliostat.Protocol.Values;
using Microsoft.Extensions.Logging;

namespace Heliostat.Manager.Journal;

/// <summary>
/// The snapshots of one journal. They only save time: one that is bad, torn, of another network or of rules or entries
/// that are not here is passed over with a line in the log.
/// </summary>
internal sealed partial class SnapshotFolder(string path, Guid network, ILogger log)
{
    private const int Format = 1;
    private const int KeptCount = 2;
    private const int HeaderBytesMax = 4_096;
    private const string Extension = ".snapshot";

    /// <summary>The newest snapshot that fits the journal, or null.</summary>
    public Snapshot? ReadNewest(JournalReader journal)
    {
        foreach (var file in Files())
        {
            try
            {
                if (Read(file, journal) is { } snapshot)
                {
                    return snapshot;
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException
                or InvalidDataException or InvariantException or InvalidOperationException or ArgumentException
                or NotSupportedException or FormatException or OverflowException or NullReferenceException)
            {
                LogPassedOver(log, file, error.Message);
            }
        }

        return null;
    }

    /// <summary>
    /// Writes the books after an entry, and lets old snapshots go. Readers see the whole file or none.
    /// </summary>
    public void Write(Snapshot snapshot)
    {
        Directory.CreateDirectory(path);
        var name = snapshot.Sequence.ToString("D19", CultureInfo.InvariantCulture) + Extension;
        var target = Path.Combine(path, name);
        // One name for all of them, so that one that found no room is overwritten by the next.
        var temporary = Path.Combine(path, "next.tmp");
        var books = Books.ToBytes(snapshot.Network);
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            var header = new SnapshotHeader(
                Format, network, snapshot.Sequence, snapshot.Hash, Network.Rules, ContentHash.Of(books));
            file.Write(JsonSerializer.SerializeToUtf8Bytes(header, SnapshotJson.Default.SnapshotHeader));
            file.WriteByte((byte)'\n');
            using (var packed = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true))
            {
                packed.Write(books);
            }

            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, target, overwrite: true);
        foreach (var old in Files().Skip(KeptCount))
        {
            File.Delete(old);
        }
    }

    private static SnapshotHeader ReadHeader(Stream file)
    {
        var line = new List<byte>();
        for (var next = file.ReadByte(); next != '\n'; next = file.ReadByte())
        {
            if (next < 0 || line.Count == HeaderBytesMax)
            {
                throw new InvalidDataException("its first line is torn.");
            }

            line.Add((byte)next);
        }

        return JsonSerializer.Deserialize(line.ToArray(), SnapshotJson.Default.SnapshotHeader)
            ?? throw new InvalidDataException("its first line is empty.");
    }

    private static Network ReadBooks(Stream file, SnapshotHeader header)
    {
        using var unpacked = new MemoryStream();
        using (var packed = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true))
        {
            packed.CopyTo(unpacked);
        }

        var books = unpacked.GetBuffer().AsSpan(0, (int)unpacked.Length);
        return ContentHash.Of(books) == header.BooksHash
            ? Books.FromBytes(books)
            : throw new InvalidDataException("its books are not those that it names.");
    }

    private Snapshot? Read(string name, JournalReader journal)
    {
        using var file = File.OpenRead(name);
        var header = ReadHeader(file);
        if (WhyNot(header, journal) is { } reason)
        {
            LogPassedOver(log, name, reason);
            return null;
        }

        return new Snapshot(ReadBooks(file, header), header.Sequence, header.Hash);
    }

    private string? WhyNot(SnapshotHeader header, JournalReader journal)
    {
        if (header.Format != Format || header.Rules != Network.Rules)
        {
            return "it was written by another version.";
        }

        if (header.Network != network)
        {
            return "it belongs to another network.";
        }

        foreach (var entry in journal.Read(header.Sequence))
        {
            return entry.Sequence == header.Sequence && entry.Hash == header.Hash
                ? null
                : "the journal has another entry in its place.";
        }

        return "the journal does not reach so far.";
    }

    // Names are numbers of one length, so their order is that of the entries.
    private List<string> Files() => Directory.Exists(path)
        ? [.. Directory.EnumerateFiles(path, "*" + Extension).OrderDescending(StringComparer.Ordinal)]
        : [];

    [LoggerMessage(Level = LogLevel.Warning, Message = "The snapshot {File} was passed over: {Reason}")]
    private static partial void LogPassedOver(ILogger log, string file, string reason);
}
