namespace Heliostat.Client.Packing;

/// <summary>A scene that cannot be submitted; the message says why and what to do.</summary>
public sealed class ScenePackingException : Exception
{
    /// <summary>There is no such file.</summary>
    public const string NotFound = "scene-not-found";

    /// <summary>The file is not a .blend file.</summary>
    public const string NotABlend = "not-a-blend";

    /// <summary>Blender cannot read the file: it is truncated, or made by a later version.</summary>
    public const string Unreadable = "scene-unreadable";

    /// <summary>The scene has no active camera.</summary>
    public const string WithoutCamera = "scene-without-camera";

    /// <summary>The scene's engine is not offered.</summary>
    public const string EngineUnsupported = "engine-unsupported";

    /// <summary>Files that the scene names are not there.</summary>
    public const string FilesMissing = "files-missing";

    /// <summary>The scene names files of the system that no scene needs, such as those below /etc.</summary>
    public const string FilesRefused = "files-refused";

    /// <summary>The scene simulates physics that are not baked.</summary>
    public const string PhysicsUnbaked = "physics-unbaked";

    /// <summary>The scene uses what could not be verified.</summary>
    public const string Unsupported = "scene-unsupported";

    /// <summary>There is no Blender on this machine.</summary>
    public const string BlenderMissing = "blender-missing";

    /// <summary>Blender ended without having described the scene.</summary>
    public const string BlenderFailed = "blender-failed";

    /// <summary>Names the problem by its code.</summary>
    public ScenePackingException(string code, string message)
        : base(message) => Code = code;

    /// <summary>One of the constants here: stable, in kebab case.</summary>
    public string Code { get; }
}
