using System.Text.Json.Serialization;

namespace Heliostat.Node.Runners.Blender;

/// <summary>What this node's Blender is, in so far as pixels depend on it.</summary>
/// <param name="Version">Such as <c>3.4.1</c>.</param>
/// <param name="Build">Tells builds of one version apart.</param>
/// <param name="Kernel">The CPU kernel that Cycles picks, such as <c>avx2</c>.</param>
/// <param name="CanDenoise">Whether it was built with a denoiser.</param>
internal sealed record BlenderCapability(string Version, string Build, string Kernel, bool CanDenoise)
{
    /// <summary>What must be alike for pixels to be alike: <c>cpu/avx2/blender-3.4.1-0123456789ab</c>.</summary>
    [JsonIgnore]
    public string DeviceClass => $"cpu/{Kernel}/blender-{Version}-{Build}";
}
