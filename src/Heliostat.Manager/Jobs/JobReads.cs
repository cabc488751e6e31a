namespace Heliostat.Manager.Jobs;

/// <summary>Where jobs are read, and how they are shown.</summary>
internal sealed record JobReads(ViewReads Reads, JobResources Resources);
