namespace Heliostat.Protocol.Api;

/// <summary>
/// The data of an event <c>log</c> of <c>GET /v1/job-runs/{uuid}/logs</c>. The event's id is the number of bytes of the
/// log up to its end; an event <c>end</c> comes last.
/// </summary>
/// <param name="Text">What the run printed next. It comes from strangers: escape it before you show it.</param>
public sealed record RunLogEvent(string Text);
