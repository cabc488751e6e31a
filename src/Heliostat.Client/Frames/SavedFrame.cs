namespace Heliostat.Client.Frames;

/// <summary>A frame that lies in its file now.</summary>
/// <param name="Frame">Its number.</param>
/// <param name="Path">Its file.</param>
public sealed record SavedFrame(int Frame, string Path);
