namespace Heliostat.Protocol.Values;

/// <summary>Names one job on one network. Derived from the stamp of the command that submitted it.</summary>
[JsonConverter(typeof(JobIdJsonConverter))]
public readonly record struct JobId(Guid Value) : IComparable<JobId>
{
    /// <summary>Orders jobs by the bytes of their id; used only to break ties.</summary>
    public int CompareTo(JobId other) => Value.CompareTo(other.Value);

    /// <summary>The id in its usual form with hyphens.</summary>
    public override string ToString() => Value.ToString("D");

    /// <summary>Reads the usual form with hyphens; false for anything else.</summary>
    public static bool TryParse(string? text, out JobId id)
    {
        var read = Guid.TryParseExact(text, "D", out var value);
        id = new JobId(value);
        return read;
    }
}
