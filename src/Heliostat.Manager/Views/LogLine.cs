using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Views;

/// <summary>Something worth a line to people: a failure, a loss, a disagreement, an ending.</summary>
/// <param name="Sequence">The entry in which it happened.</param>
/// <param name="AtMs">When, in milliseconds since 1970, UTC.</param>
/// <param name="Job">The job it is about.</param>
/// <param name="Run">The run it is about; null for the whole job.</param>
/// <param name="Text">What happened, in words.</param>
public sealed record LogLine(long Sequence, long AtMs, JobId Job, RunId? Run, string Text);
