namespace Heliostat.Protocol.Values;

/// <summary>Writes a run's id as JSON; public so that other projects' generated code can reach it.</summary>
public sealed class RunIdJsonConverter()
    : TextIdJsonConverter<RunId>("A run is written JOB/TASK#ATTEMPT.", RunId.TextLengthMax)
{
    /// <inheritdoc/>
    protected override bool TryParse(ReadOnlySpan<byte> text, out RunId id) => RunId.TryParse(text, out id);

    /// <inheritdoc/>
    protected override int Format(RunId id, Span<byte> text) => id.Format(text);
}
