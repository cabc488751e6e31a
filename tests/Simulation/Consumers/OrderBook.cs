using Heliostat.Core.Jobs;
using Heliostat.Core.Journal;
using Heliostat.Protocol.Values;

namespace Heliostat.Simulation.Consumers;

/// <summary>The orders, by the job that became of them.</summary>
internal sealed class OrderBook
{
    private readonly Dictionary<ContentHash, Order> _byParticulars = [];
    private readonly Dictionary<JobId, Order> _byJob = [];

    public void Place(Order order) => _byParticulars.Add(order.Spec.Particulars, order);

    public void Note(JournalEntry entry)
    {
        foreach (var submitted in entry.Events.OfType<JobSubmitted>())
        {
            _byJob[submitted.Job] = _byParticulars[submitted.Spec.Particulars];
        }
    }

    public Order? Find(JobId job) => _byJob.GetValueOrDefault(job);
}
