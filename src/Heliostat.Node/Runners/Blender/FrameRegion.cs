using Heliostat.Protocol.Verification;

namespace Heliostat.Node.Runners.Blender;

/// <summary>A region of a frame that lies in a file on this node.</summary>
/// <param name="Area">Its pixels of the frame.</param>
/// <param name="File">The file: multilayer OpenEXR.</param>
internal sealed record FrameRegion(TileRectangle Area, string File);
