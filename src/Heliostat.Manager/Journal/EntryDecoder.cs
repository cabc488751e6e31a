using System.Text.Json;
using Heliostat.Core.Journal;

namespace Heliostat.Manager.Journal;

/// <summary>Reads an entry from the bytes in the journal.</summary>
internal static class EntryDecoder
{
    /// <summary>The entry.</summary>
    /// <exception cref="JournalException">The bytes are none that this program can read.</exception>
    public static JournalEntry Decode(StoredEntry stored)
    {
        try
        {
            return JsonSerializer.Deserialize(stored.Body.Span, JournalJson.Default.JournalEntry)
                ?? throw new JsonException("it is null");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or FormatException
            or InvalidOperationException or ArgumentException or OverflowException)
        {
            throw new JournalException(
                $"Entry {stored.Sequence} of the journal cannot be read: {error.Message} "
                + "Put a back-up in the journal's place; `heliostat audit` tells which entries are whole.",
                error);
        }
    }
}
