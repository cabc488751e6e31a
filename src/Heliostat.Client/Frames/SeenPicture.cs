namespace Heliostat.Client.Frames;

/// <summary>A verifier's picture in its file, and whether the verifier agrees with the worker.</summary>
internal sealed record SeenPicture(string Path, bool Agrees);
