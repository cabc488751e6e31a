namespace Heliostat.Node.Engines.Containers;

/// <summary>Bytes that a container wrote.</summary>
/// <param name="IsError">Whether to its standard error, and not to its standard output.</param>
/// <param name="Bytes">What it wrote: any bytes, cut anywhere.</param>
internal sealed record LogPiece(bool IsError, ReadOnlyMemory<byte> Bytes);
