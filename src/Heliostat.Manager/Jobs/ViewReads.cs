using Heliostat.Manager.Accounts;
using Heliostat.Manager.Loop;
using Heliostat.Manager.Views;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Jobs;

/// <summary>Reads of the views that see everything that was acknowledged before them.</summary>
internal sealed class ViewReads(ManagerLoop loop, ViewStore views)
{
    public ViewStore Views => views;

    /// <summary>Waits until the views show what is durable now; false when they are too far behind.</summary>
    public ValueTask<bool> CatchUpAsync(CancellationToken cancellation) =>
        views.WaitForAsync(loop.Head?.Sequence ?? 0, cancellation);

    /// <summary>A job that the caller may read, or null.</summary>
    public JobRow? FindJob(Guid uuid, Caller caller) =>
        views.FindJob(new JobId(uuid)) is { } row && caller.MayRead(row.Account) ? row : null;

    /// <summary>The job that was submitted with these particulars; null when there is none in the books.</summary>
    public Task<JobId?> FindSubmittedAsync(AccountId account, ContentHash particulars) => loop.AskAsync(network =>
    {
        foreach (var job in network.Jobs.All)
        {
            if (job.Account == account && job.Spec.Particulars == particulars)
            {
                return job.Id;
            }
        }

        return (JobId?)null;
    });
}
