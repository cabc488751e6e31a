namespace Heliostat.Core.Claims;

/// <summary>What one verifier said in a claim.</summary>
/// <param name="Node">The verifier.</param>
/// <param name="Agrees">True when its frame is the worker's.</param>
/// <param name="Proves">
/// True when it does not agree, and that is to be seen from what the worker handed over or delivered.
/// </param>
/// <param name="RefutesEarlier">True when it does not agree in what an earlier verifier had looked at.</param>
public sealed record Witness(NodeId Node, bool Agrees, bool Proves, bool RefutesEarlier);
