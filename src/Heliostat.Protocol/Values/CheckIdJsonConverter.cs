namespace Heliostat.Protocol.Values;

/// <summary>Writes a check's id as JSON; public so that other projects' generated code can reach it.</summary>
public sealed class CheckIdJsonConverter()
    : TextIdJsonConverter<CheckId>("A check is written JOB/TASK#ATTEMPT:UNIT.ORDINAL.", CheckId.TextLengthMax)
{
    /// <inheritdoc/>
    protected override bool TryParse(ReadOnlySpan<byte> text, out CheckId id) => CheckId.TryParse(text, out id);

    /// <inheritdoc/>
    protected override int Format(CheckId id, Span<byte> text) => id.Format(text);
}
