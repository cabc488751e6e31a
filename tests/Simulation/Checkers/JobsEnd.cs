using Heliostat.Core;
using Heliostat.Core.Scheduling;

namespace Heliostat.Simulation.Checkers;

/// <summary>Looks whether jobs came to an end once nothing breaks any more.</summary>
internal sealed class JobsEnd : Checker
{
    public override string Promise =>
        "With three honest operators, and nothing that breaks any more, every job ends within a day.";

    public override void Finish(Network books)
    {
        foreach (var job in books.Jobs.All.Where(job => job.EndedAt is null))
        {
            var why = Explain.Job(books, job.Id)!;
            throw Broken($"job {job.Id} is {job.State}: {why.Summary} {string.Join(' ', why.Facts)}");
        }
    }
}
