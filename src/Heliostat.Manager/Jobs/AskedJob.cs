using Heliostat.Protocol.Jobs;

namespace Heliostat.Manager.Jobs;

/// <summary>A job request that was read: the spec without the name of its particulars, and the particulars.</summary>
internal sealed record AskedJob(JobSpec Spec, JobParticulars Particulars);
