using System.Text.Json;
using Heliostat.Core;
using Heliostat.Core.Journal;
using Heliostat.Simulation.Managing;

namespace Heliostat.Simulation.Checkers;

/// <summary>Writes the books out now and then, reads them again, and compares.</summary>
internal sealed class BooksRebuild(int everyEntries) : Checker
{
    public override string Promise => "Books that were read from a snapshot are the books that were written.";

    public override void Look(JournalEntry entry, Network books)
    {
        if (entry.Sequence % everyEntries == 0)
        {
            Compare(books);
        }
    }

    public override void Finish(Network books) => Compare(books);

    private void Compare(Network books)
    {
        var written = JournalModel.Write(books);
        var again = Network.FromState(JsonSerializer.Deserialize(written, JournalJson.Default.NetworkState)!);
        if (!JournalModel.Write(again).AsSpan().SequenceEqual(written))
        {
            throw Broken("they write other bytes");
        }

        if (!again.Jobs.Ready.Select(job => job.Id).SequenceEqual(books.Jobs.Ready.Select(job => job.Id))
            || !again.Checks.Wanted.SequenceEqual(books.Checks.Wanted)
            || again.Tasks.NextDeadline != books.Tasks.NextDeadline
            || again.Checks.NextDeadline != books.Checks.NextDeadline)
        {
            throw Broken("what waits is not the same");
        }

        foreach (var (mine, other) in books.Jobs.All.Zip(again.Jobs.All))
        {
            if (!mine.Returned.SequenceEqual(other.Returned) || mine.RunsLive != other.RunsLive
                || !mine.RunsByNode.OrderBy(runs => runs.Key).SequenceEqual(other.RunsByNode.OrderBy(runs => runs.Key)))
            {
                throw Broken($"job {mine.Id} is not the same");
            }
        }
    }
}
