using System.Text.Json;

namespace Heliostat.Manager.Jobs;

/// <summary>The types of jobs that can be submitted.</summary>
internal static class JobTypes
{
    public const string Blender = "blender";

    public const string Plugin = "plugin";

    /// <summary>What a plugin is given when the job has no payload: an empty object.</summary>
    public static JsonElement NoPayload { get; } = JsonElement.Parse("{}");
}
