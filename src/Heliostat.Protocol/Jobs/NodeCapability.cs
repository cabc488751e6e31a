namespace Heliostat.Protocol.Jobs;

/// <summary>What nodes can be asked to do, beside the job types of their plugins.</summary>
public static class NodeCapability
{
    /// <summary>Renders Blender scenes in a sandbox.</summary>
    public const string Render = "render";

    /// <summary>Its Blender can denoise.</summary>
    public const string Denoise = "denoise";
}
