using Heliostat.Manager.Journal;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;
using Microsoft.Data.Sqlite;

namespace Heliostat.EndToEnd.Tests.Auditing;

/// <summary>
/// What a manager without honour could do: leave out the last entries, write others, and chain them well.
/// </summary>
internal static class RewrittenChain
{
    private const int EntriesAltered = 3;

    public static void Write(SqliteConnection file)
    {
        var entries = Read(file);
        var previous = EntryChain.Start;
        foreach (var (sequence, body) in entries)
        {
            if (sequence > entries.Count - EntriesAltered)
            {
                EntryBytes.ChangeDigit(body, body.Length / 2);
            }

            var hash = EntryChain.Next(previous, body);
            Write(file, sequence, previous, hash, body);
            previous = hash;
        }

        // It has the network's key and could sign these heads anew, but not the one that a client holds.
        file.Execute("DELETE FROM heads");
    }

    private static List<(long Sequence, byte[] Body)> Read(SqliteConnection file)
    {
        using var command = file.CreateCommand();
        command.CommandText = "SELECT sequence, body FROM entries ORDER BY sequence";
        using var rows = command.ExecuteReader();
        var entries = new List<(long, byte[])>();
        while (rows.Read())
        {
            entries.Add((rows.GetInt64(0), rows.GetFieldValue<byte[]>(1)));
        }

        return entries;
    }

    private static void Write(
        SqliteConnection file, long sequence, ContentHash previous, ContentHash hash, byte[] body)
    {
        using var update = file.Prepare(
            "UPDATE entries SET previous_hash = $previous, hash = $hash, body = $body WHERE sequence = $at",
            "$previous", "$hash", "$body", "$at");
        update.Parameters[0].Value = previous.ToArray();
        update.Parameters[1].Value = hash.ToArray();
        update.Parameters[2].Value = body;
        update.Parameters[3].Value = sequence;
        update.ExecuteNonQuery();
    }
}
