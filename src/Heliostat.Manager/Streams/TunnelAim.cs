using System.Security.Cryptography;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Streams;

/// <summary>Where a stream leads, and for whom.</summary>
/// <param name="Run">The run.</param>
/// <param name="Account">Whose job it is.</param>
/// <param name="Port">The container's port.</param>
internal sealed record TunnelAim(RunId Run, AccountId Account, int Port)
{
    private const int IdBytes = 16;

    /// <summary>128 random bits: who knows them may open the stream, with the token of the right node.</summary>
    public static Guid NewId() => new(RandomNumberGenerator.GetBytes(IdBytes));
}

/// <summary>The node that a stream is asked of, in one session.</summary>
internal sealed record TunnelPlace(NodeId Node, Guid Session);
