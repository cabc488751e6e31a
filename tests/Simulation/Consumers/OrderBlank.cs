using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;
using Heliostat.Protocol.Verification;
using Heliostat.Simulation.Worlds;

namespace Heliostat.Simulation.Consumers;

/// <summary>Makes up orders of every kind.</summary>
internal static class OrderBlank
{
    /// <summary>A plugin of whose results nobody can say whether they are true.</summary>
    public const string Unchecked = "count_words";

    private const int UnitsMax = 60;
    private const int UncheckableUnitsMax = 2;
    private const int StepsEvery = 7;
    private const int RegionsPerSideMax = 3;

    private static readonly IReadOnlyList<(int Width, int Height)> Sides =
        [(32, 32), (64, 64), (100, 70), (288, 288), (320, 256)];

    public static Order Draw(Chance chance, AccountId account, int number, bool isSound)
    {
        var isUncheckable = !isSound && chance.PerMille(30);
        var units = chance.Between(1, isUncheckable ? UncheckableUnitsMax : chance.PerMille(500) ? UnitsMax : 8);
        var kind = isUncheckable ? 9 : chance.Below(10);
        var spec = new JobSpec(
            JobKind.Batch,
            new JobNeeds(0, 0, 0, 0),
            Limits(chance),
            kind >= 5 ? Blender(chance, units, maySplit: !isUncheckable) : null,
            kind >= 5 ? null : Plugin(kind, units, number),
            ContentHash.Of(System.Text.Encoding.ASCII.GetBytes($"order {number}")));
        return new Order(account, spec)
        {
            CursedUnit = !isSound && chance.PerMille(80) ? chance.Below(JobPlan.Of(spec).Count) : null,
            CursedBy = chance.Pick([FaultSide.Job, FaultSide.Unknown, FaultSide.Node]),
            IsUncheckable = isUncheckable,
        };
    }

    /// <summary>An order of containers: an array of them, or one that runs until it is stopped.</summary>
    public static Order Container(Chance chance, AccountId account, int number, bool isSound)
    {
        var isPersistent = chance.PerMille(350);
        var count = isPersistent ? 1 : chance.Between(1, 12);
        var spec = new JobSpec(
            isPersistent ? JobKind.Persistent : JobKind.Batch,
            new JobNeeds(chance.Between(1, 3), chance.Below(3) / 2, chance.Between(1, 4), chance.Between(1, 9))
            {
                RegionCodes = chance.PerMille(200) ? ["eu-west-1"] : null,
            },
            Limits(chance) with
            {
                MaxTimeoutAssignMs = isSound || chance.PerMille(500) ? null : JobLimits.TimeoutAssignMsMin,
                MaxTimeoutStartMs = JobLimits.TimeoutStartMsMin,
            },
            null,
            null,
            ContentHash.Of(System.Text.Encoding.ASCII.GetBytes($"containers {number}")))
        {
            Container = new ContainerSettings(count, ContentHash.Of("parameters"u8), null),
        };
        return new Order(account, isPersistent ? spec with { Limits = spec.Limits with { MaxTimeoutRunMs = 0 } } : spec)
        {
            CursedUnit = !isSound && chance.PerMille(150) ? chance.Below(count) : null,
            CursedBy = chance.Pick([FaultSide.Job, FaultSide.Unknown, FaultSide.Node]),
        };
    }

    private static JobLimits Limits(Chance chance) => new(
        chance.PerMille(300) ? chance.Between(1, 3) : null,
        chance.Below(4),
        chance.Between(60, 300) * 1_000L,
        chance.Pick([0, 50, 50, 100]));

    private static PluginSettings Plugin(int kind, int units, int number) => new(
        kind < 3 ? PluginSettings.Echo : kind == 3 ? PluginSettings.CpuBenchmark : Unchecked,
        units,
        ContentHash.Of(System.Text.Encoding.ASCII.GetBytes($"payload {number}")));

    private static BlenderSettings Blender(Chance chance, int units, bool maySplit)
    {
        var steps = maySplit ? chance.Below(StepsEvery) : StepsEvery;
        var (width, height) = chance.Pick(Sides);
        var frames = chance.PerMille(500) ? $"1-{units}" : $"10-{10 + (2 * (units - 1))}x2";
        var settings = new BlenderSettings(
            ContentHash.Of("manifest"u8),
            frames,
            chance.Pick([0, 0, 1, 4, 25]),
            ImageFormat.Png,
            width,
            height,
            chance.PerMille(500) ? 16 : null,
            Denoise: chance.PerMille(100),
            OneTask: chance.PerMille(150));
        return WithSteps(chance, settings, hasTiles: steps is 0 or 1, hasVideo: steps is 1 or 2);
    }

    private static BlenderSettings WithSteps(Chance chance, BlenderSettings settings, bool hasTiles, bool hasVideo)
    {
        var grid = new TileGrid(settings.Width, settings.Height);
        var cut = new RegionCut(
            chance.Between(1, int.Min(RegionsPerSideMax, grid.Columns)),
            chance.Between(1, int.Min(RegionsPerSideMax, grid.Rows)));
        var video = hasVideo ? new VideoSettings(VideoFormat.Mp4, 24_000) : null;
        return hasTiles && cut.WhyNot(grid) is null
            ? settings with { Tiles = cut, Video = video, Denoise = false, OneTask = false }
            : settings with { Video = video };
    }
}
