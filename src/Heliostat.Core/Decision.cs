using Heliostat.Protocol.Nodes;

namespace Heliostat.Core;

/// <summary>What a rule answered: what happened, or why nothing did.</summary>
/// <param name="Events">What happened, in order; empty when nothing did.</param>
/// <param name="Refused">Why not, when the command was refused.</param>
/// <param name="RefusedMessages">The messages of an envelope that changed nothing, and why.</param>
public sealed record Decision(
    IReadOnlyList<Event> Events, Refusal? Refused, IReadOnlyList<MessageRefusal> RefusedMessages);
