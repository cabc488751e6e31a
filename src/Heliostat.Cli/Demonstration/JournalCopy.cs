using Heliostat.Client;
using Heliostat.Manager.Journal;

namespace Heliostat.Cli.Demonstration;

/// <summary>
/// Takes a copy of a running manager's journal, as of one moment, and the head that the client was handed.
/// </summary>
internal static class JournalCopy
{
    public static async Task TakeAsync(
        HeliostatClient client, string journal, DemoWish wish, CancellationToken cancellation)
    {
        // The head first: the copy then reaches at least as far as what the head names.
        await client.Manager.LatestHeadAsync(cancellation);
        client.Heads.Save(wish.HeadFile);
        using var reader = JournalReader.Open(journal);
        reader.BackupTo(wish.JournalFile);
    }
}
