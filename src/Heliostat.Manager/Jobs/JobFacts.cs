using Heliostat.Core.Jobs;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Jobs;

/// <summary>What never changes about a job, ready for whoever sends it to nodes or checks what comes back.</summary>
internal sealed record JobFacts(JobId Id, AccountId Account, JobSpec Spec, JobPlan Plan)
{
    /// <summary>The word for its type on the wire: <c>blender</c>, <c>docker</c>, or the plugin's job type.</summary>
    public string WireType => Spec.Plugin?.JobType ?? Spec.Type;

    /// <summary>True for a job of which the vault has a part that nodes are sent.</summary>
    public bool HasSealedPart => Spec.Blender is null;

    public static JobFacts Of(Job job) => Of(job.Id, job.Account, job.Spec with { Limits = job.Limits });

    public static JobFacts Of(JobId id, AccountId account, JobSpec spec) => new(id, account, spec, JobPlan.Of(spec));
}
