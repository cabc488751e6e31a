using Heliostat.Protocol.Values;

namespace Heliostat.Protocol.Nodes;

// A connection to a port of a container is a stream. The node, which nobody can reach, opens it from its side.

/// <summary>Somebody wants to talk to a port of a run: open the stream, or refuse it.</summary>
/// <param name="Stream">The stream's id, good once and for a few seconds.</param>
/// <param name="Run">The run.</param>
/// <param name="Port">The container's port.</param>
public sealed record StreamWanted(Guid Stream, RunId Run, int Port) : ManagerMessage;

/// <summary>The node cannot open a stream. Not signed, and not journalled.</summary>
/// <param name="Stream">The stream's id.</param>
/// <param name="Code">Why, in kebab case.</param>
/// <param name="Reason">Why, in a sentence.</param>
public sealed record StreamRefused(
    Guid Stream, [property: JsonRequired] string Code, [property: JsonRequired] string Reason) : NodeMessage;

/// <summary>
/// What a run's program printed. Not signed, and not journalled; a piece that was sent before is passed over.
/// </summary>
/// <param name="Run">The run.</param>
/// <param name="Offset">Bytes of UTF-8 that the run printed before this piece.</param>
/// <param name="Text">The piece, at most 64 KiB of UTF-8.</param>
public sealed record RunLog(RunId Run, long Offset, [property: JsonRequired] string Text) : NodeMessage
{
    /// <summary>Bytes of UTF-8 that one piece may have.</summary>
    public const int TextBytesMax = 64 * 1024;
}
