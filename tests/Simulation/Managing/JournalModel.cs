using System.Text.Json;
using Heliostat.Core;
using Heliostat.Core.Journal;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;

namespace Heliostat.Simulation.Managing;

/// <summary>
/// What survives a manager's death: the bytes of the entries in their chain, and the newest snapshot.
/// </summary>
internal sealed class JournalModel
{
    private readonly List<byte[]> _bodies = [];
    private (int Count, byte[] Books)? _snapshot;

    public ContentHash Head { get; private set; } = EntryChain.Start;

    public IReadOnlyList<byte[]> Bodies => _bodies;

    public void Append(byte[] body)
    {
        _bodies.Add(body);
        Head = EntryChain.Next(Head, body);
    }

    public void KeepSnapshot(Network books) => _snapshot = (_bodies.Count, Write(books));

    /// <summary>
    /// The books as a restart finds them: from the newest snapshot and the entries after it, or from the start.
    /// </summary>
    public Network Recover(bool fromSnapshot)
    {
        var (done, books) = fromSnapshot && _snapshot is { } kept
            ? (kept.Count, Network.FromState(JsonSerializer.Deserialize(kept.Books, JournalJson.Default.NetworkState)!))
            : (0, new Network());
        foreach (var entry in _bodies.Skip(done).Select(Read))
        {
            foreach (var happened in entry.Events)
            {
                books.Apply(happened, entry.At);
            }
        }

        return books;
    }

    public static byte[] Write(JournalEntry entry) =>
        JsonSerializer.SerializeToUtf8Bytes(entry, JournalJson.Default.JournalEntry);

    public static byte[] Write(Network books) =>
        JsonSerializer.SerializeToUtf8Bytes(books.ToState(), JournalJson.Default.NetworkState);

    public static JournalEntry Read(byte[] body) =>
        JsonSerializer.Deserialize(body, JournalJson.Default.JournalEntry)!;
}
