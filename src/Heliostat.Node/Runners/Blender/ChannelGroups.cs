namespace Heliostat.Node.Runners.Blender;

/// <summary>Channels travel in groups of four, as if each were a layer of red, green, blue and alpha.</summary>
internal static class ChannelGroups
{
    private const int Size = 4;

    /// <summary>How many groups there are of the channels that the driver named, one after the other.</summary>
    public static int Of(string? names) =>
        string.IsNullOrEmpty(names) ? 1 : (names.Split(',').Length + Size - 1) / Size;
}
