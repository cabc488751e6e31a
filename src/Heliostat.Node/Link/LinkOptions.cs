using Heliostat.Protocol.Nodes;

namespace Heliostat.Node.Link;

/// <summary>How a node's connection behaves. The defaults are those of the protocol.</summary>
public sealed record LinkOptions
{
    /// <summary>Seconds between two heartbeats.</summary>
    public int HeartbeatSeconds { get; init; } = 30;

    /// <summary>Seconds without an answer to a heartbeat after which the connection is given up.</summary>
    public int SilenceSecondsMax { get; init; } = 90;

    /// <summary>Seconds that the manager may take for its hello.</summary>
    public int HelloSecondsMax { get; init; } = 30;

    /// <summary>
    /// The longest pause before a new attempt to connect; the first is a second, then each twice the last.
    /// </summary>
    public int ReconnectSecondsMax { get; init; } = 30;

    /// <summary>Seconds before a new attempt where the token was refused: only a new registration can help.</summary>
    public int RefusedTokenSeconds { get; init; } = 60;

    /// <summary>Messages that go under one signature at most.</summary>
    public int MessagesPerEnvelopeMax { get; init; } = 64;

    /// <summary>
    /// Reports to wait for before one signature is made, at most <see cref="GatherMillisecondsMax"/>.
    /// </summary>
    public int GatherCount { get; init; } = 1;

    /// <summary>Milliseconds to wait for <see cref="GatherCount"/> reports.</summary>
    public int GatherMillisecondsMax { get; init; } = 2;

    /// <summary>Signed envelopes that may be under way at once.</summary>
    public int UnacknowledgedMax { get; init; } = EnvelopeText.UnacknowledgedMax;
}
