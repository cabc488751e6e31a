using Heliostat.Protocol.Jobs;

namespace Heliostat.Node.Runners.Blender;

/// <summary>One command to the driver inside Blender; only what the operation needs is set.</summary>
internal sealed record DriverCommand(string Op)
{
    public int Number { get; init; }

    public string? Main { get; init; }

    public IReadOnlyList<string>? Missing { get; init; }

    public ImageFormat? Format { get; init; }

    public int? Width { get; init; }

    public int? Height { get; init; }

    public int? Samples { get; init; }

    public bool? Denoise { get; init; }

    public bool? OneTask { get; init; }

    public int? Frame { get; init; }

    public string? File { get; init; }

    public string? Pixels { get; init; }

    public string? Passes { get; init; }

    public string? Delivered { get; init; }

    public string? Picture { get; init; }

    public bool? AsDelivered { get; init; }

    public bool? IsRegion { get; init; }

    public IReadOnlyList<int[]>? Rectangles { get; init; }

    public IReadOnlyList<string>? Files { get; init; }
}
