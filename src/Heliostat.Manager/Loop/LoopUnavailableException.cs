using Heliostat.Core;

namespace Heliostat.Manager.Loop;

/// <summary>The loop cannot answer: it is stopping, too busy, or stopped by a fault.</summary>
public sealed class LoopUnavailableException : Exception
{
    internal LoopUnavailableException(Refusal refusal)
        : base(refusal.Reason) => Refusal = refusal;

    internal LoopUnavailableException(Exception fault)
        : base(
            "The manager stopped; nobody knows yet what came of the command. Ask again once it runs again.", fault) =>
        Refusal = new Refusal("manager-stopped", Message);

    /// <summary>The stable code and the sentence.</summary>
    public Refusal Refusal { get; }
}
