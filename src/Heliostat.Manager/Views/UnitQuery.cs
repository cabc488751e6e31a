using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Views;

/// <summary>Which reported units of a job are asked for; ordered by their number.</summary>
/// <param name="Job">The job.</param>
/// <param name="State">Where they stand; null for all.</param>
public sealed record UnitQuery(JobId Job, UnitVerdictState? State = null);
