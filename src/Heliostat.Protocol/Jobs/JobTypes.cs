namespace Heliostat.Protocol.Jobs;

/// <summary>The types of jobs: what <c>parameters.type</c> says, and what a dispatch is for.</summary>
public static class JobTypes
{
    /// <summary>Frames of a Blender scene.</summary>
    public const string Blender = "blender";

    /// <summary>Containers.</summary>
    public const string Docker = "docker";

    /// <summary>Runs of a plugin, each with the same payload.</summary>
    public const string Plugin = "plugin";
}
