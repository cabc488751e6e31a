namespace Heliostat.Protocol.Jobs;

/// <summary>What a unit of a job is.</summary>
/// <param name="Step">What is done.</param>
/// <param name="Frame">The frame that it is, or is a part of; null where it is none.</param>
/// <param name="Region">The region of that frame; null for a whole frame.</param>
public readonly record struct UnitPlace(StepKind Step, int? Frame, int? Region);
