using Heliostat.Protocol.Gpus;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Verification;

namespace Heliostat.Core.Jobs;

/// <summary>What a job may ask for. Each broken rule has a code that names the field.</summary>
internal static class JobRules
{
    public static Refusal? Check(JobSpec spec)
    {
        if (CountTypes(spec) != 1)
        {
            return new Refusal(
                "parameters-invalid", "A job has the parameters of one type: blender, docker or plugin.");
        }

        if (spec.Kind != JobKind.Batch && spec.Container is null)
        {
            return new Refusal("task-unsupported", "PERSISTENT jobs run containers; jobs of this type are BATCH.");
        }

        return Check(spec.Needs) ?? Check(spec.Limits, spec.Kind)
            ?? (spec.Blender is { } blender ? Check(blender)
                : spec.Container is { } container ? Check(container, spec)
                : Check(spec.Plugin!));
    }

    private static int CountTypes(JobSpec spec) =>
        (spec.Blender is null ? 0 : 1) + (spec.Plugin is null ? 0 : 1) + (spec.Container is null ? 0 : 1);

    private static Refusal? Check(JobNeeds needs) =>
        OutOf(needs.CpuCount, 0, JobNeeds.CountMax, "cpu_count")
        ?? OutOf(needs.GpuCount, 0, JobNeeds.CountMax, "gpu_count")
        ?? OutOf(needs.MinRamGb, 0, JobNeeds.CountMax, "min_ram_gb")
        ?? OutOf(needs.MinStorageGb, 0, JobNeeds.CountMax, "min_storage_gb")
        ?? OutOf(needs.MinVramGb, 0, JobNeeds.CountMax, "min_vram_gb")
        ?? CheckGpu(needs)
        ?? CheckRegions(needs.RegionCodes);

    private static Refusal? CheckGpu(JobNeeds needs)
    {
        if (needs.GpuName is { } name && !(GpuName.TryRead(name, out var read) && read.Value == name))
        {
            return new Refusal("gpu-name-invalid", "gpu_name is no name of a GPU; GET /v1/gpu-registry lists them.");
        }

        if (needs.GpuName is not null && needs.GpuModel is not null)
        {
            return new Refusal("gpu-name-invalid", "A GPU is named by gpu_name or by gpu_registry_uuid, not by both.");
        }

        return needs.GpuCount == 0 && (needs.GpuName is not null || needs.GpuModel is not null || needs.MinVramGb > 0)
            ? new Refusal("gpu-count-invalid", "A job that says what its GPUs are asks for at least one: gpu_count.")
            : null;
    }

    private static Refusal? CheckRegions(IReadOnlyList<string>? codes)
    {
        if (codes is null)
        {
            return null;
        }

        var isSound = codes.Count is > 0 and <= JobNeeds.RegionCodesMax;
        foreach (var code in codes)
        {
            isSound &= NodeFacts.IsRegionCode(code);
        }

        return isSound ? null : new Refusal(
            "allowed-region-codes-invalid",
            $"allowed_region_codes has at most {JobNeeds.RegionCodesMax} codes such as us-west-2: small letters, "
            + "digits and hyphens.");
    }

    public static Refusal? Check(JobLimits limits, JobKind kind) =>
        OutOf(limits.MaxNodeCount ?? 1, 1, JobNeeds.CountMax, "max_node_count")
        ?? OutOf(limits.MaxRetryCount, 0, JobLimits.RetryCountMax, "max_retry_count")
        ?? CheckRun(limits, kind)
        ?? OutOf(
            limits.MaxTimeoutAssignMs ?? JobLimits.TimeoutAssignMsMin,
            JobLimits.TimeoutAssignMsMin, JobLimits.TimeoutRunMsMax, "max_timeout_assign_ms")
        ?? OutOf(
            limits.MaxTimeoutStartMs ?? JobLimits.TimeoutStartMsMin,
            JobLimits.TimeoutStartMsMin, JobLimits.TimeoutRunMsMax, "max_timeout_start_ms")
        ?? OutOf(limits.Priority, 0, JobLimits.PriorityMax, "priority");

    private static Refusal? CheckRun(JobLimits limits, JobKind kind)
    {
        if (kind == JobKind.Batch)
        {
            return OutOf(
                limits.MaxTimeoutRunMs, JobLimits.TimeoutRunMsMin, JobLimits.TimeoutRunMsMax, "max_timeout_run_ms");
        }

        return limits.MaxTimeoutRunMs == 0 ? null : new Refusal(
            "max-timeout-run-ms-invalid",
            "A PERSISTENT job runs until it is stopped: max_timeout_run_ms is null.");
    }

    private static Refusal? Check(ContainerSettings container, JobSpec spec) =>
        OutOf(container.Count, 1, spec.Kind == JobKind.Batch ? ContainerSettings.CountMax : 1, "count")
        ?? OutOf(spec.Needs.CpuCount, 1, JobNeeds.CountMax, "cpu_count")
        ?? OutOf(spec.Needs.MinRamGb, 1, JobNeeds.CountMax, "min_ram_gb")
        ?? OutOf(spec.Needs.MinStorageGb, 1, JobNeeds.CountMax, "min_storage_gb");

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
