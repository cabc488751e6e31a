using Heliostat.Protocol.Jobs;

namespace Heliostat.Node.Runners.Blender;

/// <summary>One answer of the driver; only what the operation gives is set.</summary>
internal sealed record DriverAnswer
{
    public bool Ok { get; init; }

    public int Number { get; init; }

    public string? Reason { get; init; }

    public FaultSide? Side { get; init; }

    public string? Detail { get; init; }

    public string? Version { get; init; }

    public SceneFacts? Facts { get; init; }

    public double Seconds { get; init; }

    public int Samples { get; init; }

    public int Layers { get; init; }

    public int Width { get; init; }

    public int Height { get; init; }

    public bool Decoded { get; init; }

    public string? Channels { get; init; }
}
