namespace Heliostat.Node.Streams;

/// <summary>A port of a container cannot be connected to.</summary>
internal sealed class StreamException(string code, string message) : Exception(message)
{
    /// <summary>Why, in kebab case.</summary>
    public string Code { get; } = code;
}
