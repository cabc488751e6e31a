namespace Heliostat.Protocol.Values;

/// <summary>Writes a job's id as JSON; public so that other projects' generated code can reach it.</summary>
public sealed class JobIdJsonConverter : IdJsonConverter<JobId>
{
    /// <inheritdoc/>
    protected override JobId Make(Guid value) => new(value);

    /// <inheritdoc/>
    protected override Guid ValueOf(JobId id) => id.Value;
}
