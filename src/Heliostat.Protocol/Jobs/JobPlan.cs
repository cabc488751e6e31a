using Heliostat.Protocol.Verification;

namespace Heliostat.Protocol.Jobs;

/// <summary>
/// The steps and units of a job, as they follow from what was asked for. Units are numbered through all steps: first
/// the frames, region by region where they are cut, then the stitched frames, then the video.
/// </summary>
public sealed class JobPlan
{
    /// <summary>Units of one job that others may be made of: regions, and frames of a video.</summary>
    public const int InputsMax = 100_000;

    private readonly FrameList? _frames;
    private readonly RegionCut? _cut;
    private readonly TileGrid _frameGrid;
    private readonly JobStep[] _steps;

    private JobPlan(FrameList? frames, BlenderSettings? blender, JobStep[] steps)
    {
        (_frames, _cut, _steps) = (frames, blender?.Tiles, steps);
        _frameGrid = blender is null ? default : new TileGrid(blender.Width, blender.Height);
    }

    /// <summary>Its steps, in order.</summary>
    public IReadOnlyList<JobStep> Steps => _steps;

    /// <summary>Units in all.</summary>
    public int Count => _steps[^1].End;

    /// <summary>Units that were asked for.</summary>
    public int ResultsCount => _cut is null ? Count : Count - _steps[0].Count;

    /// <summary>The units that wait for no other.</summary>
    public JobStep FirstStep => _steps[0];

    private int FramesCount => _frames!.Count;

    private JobStep FramesStep => _cut is null ? _steps[0] : _steps[1];

    /// <summary>The plan of a job whose settings were checked.</summary>
    /// <exception cref="ArgumentException">They are not sound.</exception>
    public static JobPlan Of(JobSpec spec)
    {
        if (spec.Plugin is { } plugin)
        {
            return new JobPlan(null, null, [new JobStep(StepKind.Run, 0, plugin.Count)]);
        }

        if (spec.Container is { } container)
        {
            return new JobPlan(null, null, [new JobStep(StepKind.Run, 0, container.Count)]);
        }

        return TryOf(spec.Blender, out var plan)
            ? plan!
            : throw new ArgumentException("The settings do not make a plan.", nameof(spec));
    }

    /// <summary>The plan of a Blender job; false where its frames or its regions cannot be.</summary>
    public static bool TryOf(BlenderSettings? blender, out JobPlan? plan)
    {
        plan = null;
        if (blender is not { Width: >= 1, Height: >= 1 } || !FrameList.TryParse(blender.Frames, out var frames, out _)
            || blender.Tiles?.WhyNot(new TileGrid(blender.Width, blender.Height)) is not null)
        {
            return false;
        }

        var regions = (long)frames!.Count * (blender.Tiles?.Count ?? 1);
        if ((blender.Tiles is not null && regions > InputsMax)
            || (blender.Video is not null && frames.Count > InputsMax))
        {
            return false;
        }

        var steps = new List<JobStep> { new(StepKind.Render, 0, (int)regions) };
        if (blender.Tiles is not null)
        {
            steps.Add(new JobStep(StepKind.Stitch, steps[^1].End, frames.Count));
        }

        if (blender.Video is not null)
        {
            steps.Add(new JobStep(StepKind.Encode, steps[^1].End, 1));
        }

        plan = new JobPlan(frames, blender, [.. steps]);
        return true;
    }

    /// <summary>What is done in the step of a unit.</summary>
    public StepKind StepOf(int unit) => StepWith(unit).Kind;

    /// <summary>What a unit is.</summary>
    public UnitPlace PlaceOf(int unit)
    {
        var step = StepWith(unit);
        return step.Kind switch
        {
            StepKind.Render when _cut is { } cut =>
                new UnitPlace(step.Kind, _frames!.FrameOf(unit / cut.Count), unit % cut.Count),
            StepKind.Render or StepKind.Stitch => new UnitPlace(step.Kind, _frames!.FrameOf(unit - step.First), null),
            _ => new UnitPlace(step.Kind, null, null),
        };
    }

    /// <summary>The pixels of its frame that a unit shows; null for a unit that is no picture.</summary>
    public TileRectangle? AreaOf(int unit) => StepOf(unit) switch
    {
        StepKind.Render when _cut is { } cut => cut.RectangleOf(_frameGrid, unit % cut.Count),
        StepKind.Render or StepKind.Stitch => new TileRectangle(0, 0, _frameGrid.Width, _frameGrid.Height),
        _ => null,
    };

    /// <summary>How what a unit shows is cut into tiles; null for a unit that is no picture.</summary>
    public TileGrid? GridOf(int unit) => AreaOf(unit) is { } area ? new TileGrid(area.Width, area.Height) : null;

    /// <summary>How many units a unit is made of.</summary>
    public int InputsCountOf(int unit) => StepOf(unit) switch
    {
        StepKind.Stitch => _cut!.Count,
        StepKind.Encode => FramesCount,
        _ => 0,
    };

    /// <summary>The first of the units that a unit is made of; the others follow it.</summary>
    public int FirstInputOf(int unit) => StepOf(unit) switch
    {
        StepKind.Stitch => (unit - FramesStep.First) * _cut!.Count,
        StepKind.Encode => FramesStep.First,
        _ => 0,
    };

    /// <summary>The unit that is made of a unit; null for one that is wanted for its own sake only.</summary>
    public int? UsedBy(int unit) => StepOf(unit) switch
    {
        StepKind.Render when _cut is { } cut => FramesStep.First + (unit / cut.Count),
        StepKind.Render or StepKind.Stitch when _steps[^1].Kind == StepKind.Encode => _steps[^1].First,
        _ => null,
    };

    /// <summary>What people call a unit.</summary>
    public string NameOf(int unit) => PlaceOf(unit) switch
    {
        { Step: StepKind.Stitch } place => $"stitch of frame {place.Frame}",
        { Step: StepKind.Encode } => "video",
        { Region: { } region } place => $"region {region} of frame {place.Frame}",
        { Frame: { } frame } => $"frame {frame}",
        _ => $"unit {unit}",
    };

    /// <summary>True for what was asked for: frames, videos, results; false for a piece on the way there.</summary>
    public bool IsResult(int unit) => _cut is null || unit >= FramesStep.First;

    private JobStep StepWith(int unit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(unit);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(unit, Count);
        var step = _steps[0];
        for (var i = 1; i < _steps.Length && unit >= _steps[i].First; i++)
        {
            step = _steps[i];
        }

        return step;
    }
}
