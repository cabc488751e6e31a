namespace Heliostat.Manager.Streams;

/// <summary>What the ways to containers are put together from.</summary>
internal sealed record StreamParts(StreamDesk Desk, PortShelf Ports, PortDoors Doors, AccessTokens Tokens)
{
    /// <summary>What hands HTTP on.</summary>
    public HttpForwarder Forwarder { get; } = new(Desk);

    /// <summary>How jobs and runs say where they are reached.</summary>
    public StreamResources Resources { get; } = new(Tokens, Doors);
}
