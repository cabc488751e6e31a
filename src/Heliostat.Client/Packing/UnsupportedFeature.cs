namespace Heliostat.Client.Packing;

/// <summary>What of a scene could not be verified by others.</summary>
/// <param name="Code">Stable, in kebab case.</param>
/// <param name="Advice">A sentence that says what it is and what to do.</param>
public sealed record UnsupportedFeature(string Code, string Advice);
