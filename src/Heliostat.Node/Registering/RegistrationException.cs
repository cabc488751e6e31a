namespace Heliostat.Node.Registering;

/// <summary>A node could not be registered, or does not know who it is; the message says what to do.</summary>
/// <param name="code">The stable code of the refusal.</param>
/// <param name="sentence">What happened and what to do.</param>
public sealed class RegistrationException(string code, string sentence) : Exception(sentence)
{
    /// <summary>The stable code of the refusal.</summary>
    public string Code { get; } = code;
}
