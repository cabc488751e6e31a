namespace Heliostat.Core;

/// <summary>
/// The one door by which time and chance enter the rules: set once per command by the manager's loop.
/// </summary>
/// <param name="At">When the command was taken up.</param>
/// <param name="Seed">
/// HMAC-SHA256(epoch secret, sequence): what tie-breaks, verifier choice and ids derive from.
/// </param>
public readonly record struct Stamp(Instant At, ContentHash Seed);
