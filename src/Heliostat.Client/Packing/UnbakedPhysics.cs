namespace Heliostat.Client.Packing;

/// <summary>A simulation that is computed while the scene plays.</summary>
/// <param name="Object">The object's name.</param>
/// <param name="Kind">Such as <c>CLOTH</c>, <c>FLUID</c> or <c>PARTICLES</c>.</param>
public sealed record UnbakedPhysics(string Object, string Kind);
