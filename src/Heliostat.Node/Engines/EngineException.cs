namespace Heliostat.Node.Engines;

/// <summary>A container engine could not do what it was asked.</summary>
/// <param name="code">One of <see cref="EngineCodes"/>.</param>
/// <param name="sentence">What happened and what to do. Holds no login and no environment of a container.</param>
internal sealed class EngineException(string code, string sentence) : Exception(sentence)
{
    /// <summary>The stable code.</summary>
    public string Code { get; } = code;
}
