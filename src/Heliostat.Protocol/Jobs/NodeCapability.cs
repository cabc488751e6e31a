namespace Heliostat.Protocol.Jobs;

/// <summary>What nodes can be asked to do, beside the job types of their plugins.</summary>
public static class NodeCapability
{
    /// <summary>Renders Blender scenes in a sandbox.</summary>
    public const string Render = "render";

    /// <summary>Its Blender can denoise.</summary>
    public const string Denoise = "denoise";

    /// <summary>Runs containers.</summary>
    public const string Docker = "docker";

    /// <summary>Makes videos of frames.</summary>
    public const string Encode = "encode";

    /// <summary>
    /// What the capability begins with that names a node's encoder: those that name the same make the same bytes.
    /// </summary>
    public const string EncoderPrefix = "encode/";
}
