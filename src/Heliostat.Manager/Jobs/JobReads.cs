using Heliostat.Manager.Accounts;
using Heliostat.Manager.Streams;
using Heliostat.Manager.Views;
using Heliostat.Protocol.Api;

namespace Heliostat.Manager.Jobs;

/// <summary>Where jobs are read, and how they are shown.</summary>
internal sealed record JobReads(ViewReads Reads, JobResources Resources, StreamResources Streams)
{
    /// <summary>A job as its reader may see it.</summary>
    public JobResource Show(JobRow row, Caller caller) => Streams.Add(Resources.Of(row), row.Account, caller);

    /// <summary>A run as its reader may see it.</summary>
    public JobRunResource Show(RunRow row, Caller caller, IReadOnlyList<LogLine>? log = null) =>
        Streams.Add(Resources.Of(row, log), row, caller);
}
