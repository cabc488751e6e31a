using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Views;

/// <summary>What one verifier said in a claim.</summary>
/// <param name="Node">The verifier.</param>
/// <param name="Agrees">True when the frame and its file are what it renders.</param>
/// <param name="Reason">What it found, in words.</param>
/// <param name="Picture">Its picture.</param>
/// <param name="AtMs">When, in milliseconds since 1970, UTC.</param>
public sealed record ClaimVoice(NodeId Node, bool Agrees, string Reason, BlobName? Picture, long AtMs);
