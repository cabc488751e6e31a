namespace Heliostat.Manager.Hosting;

/// <summary>A manager cannot start; the message says why and what to do.</summary>
public sealed class ManagerStartException(string code, string message, Exception? cause = null)
    : Exception(message, cause)
{
    /// <summary>The stable code.</summary>
    public string Code => code;
}
