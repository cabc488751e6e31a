using Heliostat.Protocol.Verification;

namespace Heliostat.Core.Jobs;

/// <summary>What a job may ask for. Each broken rule has a code that names the field.</summary>
internal static class JobRules
{
    public static Refusal? Check(JobSpec spec)
    {
        if ((spec.Blender is null) == (spec.Plugin is null))
        {
            return new Refusal("parameters-invalid", "A job has the parameters of one type: blender or plugin.");
        }

        if (spec.Kind != JobKind.Batch)
        {
            return new Refusal("task-unsupported", "PERSISTENT jobs run containers; jobs of this type are BATCH.");
        }

        return Check(spec.Needs) ?? Check(spec.Limits)
            ?? (spec.Blender is { } blender ? Check(blender) : Check(spec.Plugin!));
    }

    private static Refusal? Check(JobNeeds needs) =>
        OutOf(needs.CpuCount, 0, JobNeeds.CountMax, "cpu_count")
        ?? OutOf(needs.GpuCount, 0, JobNeeds.CountMax, "gpu_count")
        ?? OutOf(needs.MinRamGb, 0, JobNeeds.CountMax, "min_ram_gb")
        ?? OutOf(needs.MinStorageGb, 0, JobNeeds.CountMax, "min_storage_gb");

    public static Refusal? Check(JobLimits limits) =>
        OutOf(limits.MaxNodeCount ?? 1, 1, JobNeeds.CountMax, "max_node_count")
        ?? OutOf(limits.MaxRetryCount, 0, JobLimits.RetryCountMax, "max_retry_count")
        ?? OutOf(limits.MaxTimeoutRunMs, JobLimits.TimeoutRunMsMin, JobLimits.TimeoutRunMsMax, "max_timeout_run_ms")
        ?? OutOf(limits.Priority, 0, JobLimits.PriorityMax, "priority");

    private static Refusal? Check(BlenderSettings blender)
    {
        if (!FrameList.TryParse(blender.Frames, out var frames, out var error))
        {
            return new Refusal("frames-invalid", error!);
        }

        return OutOf(blender.Chunk, 0, BlenderSettings.ChunkMax, "chunk")
            ?? OutOf(blender.Width, 1, BlenderSettings.SideMax, "width")
            ?? OutOf(blender.Height, 1, BlenderSettings.SideMax, "height")
            ?? OutOf(blender.Samples ?? 1, 1, BlenderSettings.SamplesMax, "samples")
            ?? (blender.Tiles is { } cut ? Check(cut, blender, frames!.Count) : null)
            ?? (blender.Video is { } video ? Check(video, blender, frames!.Count) : null);
    }

    private static Refusal? Check(RegionCut cut, BlenderSettings blender, int frames)
    {
        var reason = cut.WhyNot(new TileGrid(blender.Width, blender.Height));
        if (reason is null && (long)frames * cut.Count > JobPlan.InputsMax)
        {
            reason = $"{frames} frames of {cut.Count} regions are more than {JobPlan.InputsMax} regions; "
                + "ask for fewer of either, or split the job.";
        }

        reason ??= blender.Denoise
            ? "A frame is denoised whole, and its regions would be one by one; switch denoising off, or ask for no "
                + "tiles."
            : blender.OneTask
                ? "Frames that must stay with one node cannot be cut into regions; ask for no tiles, or bake physics."
                : null;
        return reason is null ? null : new Refusal("tiles-invalid", reason);
    }

    private static Refusal? Check(VideoSettings video, BlenderSettings blender, int frames)
    {
        if (blender.Format is not (ImageFormat.Png or ImageFormat.Jpeg))
        {
            return new Refusal("encode-invalid", "A video is made of PNG or JPEG frames; ask for such a format.");
        }

        return frames > JobPlan.InputsMax
            ? new Refusal("encode-invalid", $"A video has at most {JobPlan.InputsMax} frames; split the job.")
            : OutOf(video.FrameRateThousandths, 1, VideoSettings.FrameRateThousandthsMax, "frame_rate_thousandths");
    }

    private static Refusal? Check(PluginSettings plugin)
    {
        if (plugin.JobType.Length is 0 or > PluginSettings.JobTypeLengthMax)
        {
            return new Refusal(
                "job-type-invalid", $"A job type has 1 to {PluginSettings.JobTypeLengthMax} characters.");
        }

        return OutOf(plugin.Count, 1, PluginSettings.CountMax, "count");
    }

    private static Refusal? OutOf(long value, long min, long max, string field) =>
        value >= min && value <= max
            ? null
            : new Refusal($"{field.Replace('_', '-')}-invalid", $"{field} is {value}; it may be {min} to {max}.");
}
