namespace Heliostat.Protocol.Streams;

/// <summary>A stream of which one direction can end while the other goes on, as TCP has it.</summary>
public interface IHalfClosing
{
    /// <summary>Says that nothing more will be written; what is read goes on.</summary>
    ValueTask EndWritesAsync(CancellationToken cancellationToken = default);
}
