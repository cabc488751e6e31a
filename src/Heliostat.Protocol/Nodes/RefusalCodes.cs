namespace Heliostat.Protocol.Nodes;

/// <summary>Refusals that a node acts upon: it stops the work and reports nothing more about it.</summary>
public static class RefusalCodes
{
    /// <summary>The attempt is no longer this node's.</summary>
    public const string LeaseLost = "lease-lost";

    /// <summary>The check is no longer this node's, or waits for something else.</summary>
    public const string CheckLost = "check-lost";
}
