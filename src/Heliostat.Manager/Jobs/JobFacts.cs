using Heliostat.Core.Jobs;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;
using Heliostat.Protocol.Verification;

namespace Heliostat.Manager.Jobs;

/// <summary>What never changes about a job, ready for whoever sends it to nodes or checks what comes back.</summary>
internal sealed record JobFacts(JobId Id, AccountId Account, JobSpec Spec, FrameList? Frames)
{
    /// <summary>The word for its type on the wire: <c>blender</c>, or the plugin's job type.</summary>
    public string WireType => Spec.Plugin?.JobType ?? JobTypes.Blender;

    /// <summary>How its frames are cut into tiles.</summary>
    public TileGrid Grid => new(Spec.Blender!.Width, Spec.Blender.Height);

    public static JobFacts Of(Job job) => Of(job.Id, job.Account, job.Spec);

    public static JobFacts Of(JobId id, AccountId account, JobSpec spec)
    {
        FrameList? frames = null;
        if (spec.Blender is { } blender)
        {
            FrameList.TryParse(blender.Frames, out frames, out _);
        }

        return new JobFacts(id, account, spec, frames);
    }
}
