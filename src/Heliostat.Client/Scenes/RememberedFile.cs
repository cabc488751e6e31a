namespace Heliostat.Client.Scenes;

/// <summary>One file as it was when it was hashed.</summary>
/// <param name="Hash">The SHA-256 of its bytes.</param>
/// <param name="Bytes">How many these are.</param>
/// <param name="ChangedAt">When it was changed last, in ticks of 100 ns, UTC.</param>
/// <param name="UsedAt">When it was asked for last, likewise.</param>
internal sealed record RememberedFile(string Hash, long Bytes, long ChangedAt, long UsedAt);
