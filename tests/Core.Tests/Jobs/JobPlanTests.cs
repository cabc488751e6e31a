using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Verification;

namespace Heliostat.Core.Tests.Jobs;

/// <summary>The steps and units that follow from what a job asks for.</summary>
public sealed class JobPlanTests
{
    [Fact]
    public void A_plain_job_has_one_step()
    {
        var frames = JobPlan.Of(Some.Frames("5-7"));
        Assert.Equal([new JobStep(StepKind.Render, 0, 3)], frames.Steps);
        Assert.Equal(new UnitPlace(StepKind.Render, 6, null), frames.PlaceOf(1));
        Assert.Equal((0, (int?)null, true), (frames.InputsCountOf(1), frames.UsedBy(1), frames.IsResult(1)));
        Assert.Equal(80, frames.GridOf(2)!.Value.Count);

        var echoes = JobPlan.Of(Some.Echo(9));
        Assert.Equal([new JobStep(StepKind.Run, 0, 9)], echoes.Steps);
        Assert.Null(echoes.GridOf(8));
    }

    [Fact]
    public void Regions_come_frame_by_frame_then_the_stitched_frames_then_the_video()
    {
        var plan = JobPlan.Of(Cut("5-6", new RegionCut(3, 2), video: true));

        Assert.Equal(
            [
                new JobStep(StepKind.Render, 0, 12), new JobStep(StepKind.Stitch, 12, 2),
                new JobStep(StepKind.Encode, 14, 1),
            ],
            plan.Steps);
        Assert.Equal(15, plan.Count);
        Assert.Equal(new UnitPlace(StepKind.Render, 6, 1), plan.PlaceOf(7));
        Assert.Equal(new UnitPlace(StepKind.Stitch, 6, null), plan.PlaceOf(13));
        Assert.Equal(new UnitPlace(StepKind.Encode, null, null), plan.PlaceOf(14));
        Assert.Equal((6, 6, 13), (plan.FirstInputOf(13), plan.InputsCountOf(13), plan.UsedBy(7)!.Value));
        Assert.Equal((12, 2, 14), (plan.FirstInputOf(14), plan.InputsCountOf(14), plan.UsedBy(13)!.Value));
        Assert.Null(plan.UsedBy(14));
        Assert.Equal([false, true, true], new[] { 11, 12, 14 }.Select(plan.IsResult));
        Assert.Equal(new TileRectangle(96, 0, 96, 128), plan.AreaOf(7));
        Assert.Equal(new TileRectangle(0, 0, 320, 256), plan.AreaOf(12));
        Assert.Null(plan.AreaOf(14));
    }

    [Fact]
    public void There_is_no_unit_beyond_the_last()
    {
        var plan = JobPlan.Of(Some.Echo(9));

        Assert.Throws<ArgumentOutOfRangeException>(() => plan.StepOf(9));
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.StepOf(-1));
    }

    [Fact]
    public void What_was_not_checked_makes_no_plan()
    {
        var settings = Some.Blender("5-6", 1);
        Assert.False(JobPlan.TryOf(null, out _));
        Assert.False(JobPlan.TryOf(settings with { Frames = "x" }, out _));
        Assert.False(JobPlan.TryOf(settings with { Width = 0 }, out _));
        Assert.False(JobPlan.TryOf(settings with { Tiles = new RegionCut(99, 1) }, out _));
        Assert.False(JobPlan.TryOf(settings with { Frames = "1-50001", Tiles = new RegionCut(2, 1) }, out _));
    }

    /// <summary>Frames of 320 × 256 pixels, cut into regions.</summary>
    internal static JobSpec Cut(string frames, RegionCut? cut, bool video = false)
    {
        var spec = Some.Frames(frames);
        var made = video ? new VideoSettings(VideoFormat.Mp4, 24_000) : null;
        return spec with { Blender = spec.Blender! with { Tiles = cut, Video = made } };
    }
}
