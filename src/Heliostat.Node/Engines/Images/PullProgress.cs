namespace Heliostat.Node.Engines.Images;

/// <summary>How far a pull is.</summary>
/// <param name="Status">The engine's word, such as "Downloading".</param>
/// <param name="Layer">The layer that it is about, or empty.</param>
/// <param name="BytesDone">Bytes of all layers that are here.</param>
/// <param name="BytesKnown">Bytes of all layers whose size is known by now.</param>
internal sealed record PullProgress(string Status, string Layer, long BytesDone, long BytesKnown);
