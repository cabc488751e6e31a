namespace Heliostat.Core;

/// <summary>An expected no. Codes are stable: programs match on them; the sentence says what to do.</summary>
public sealed record Refusal(string Code, string Reason);
