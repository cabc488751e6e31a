using System.Text.Json;
using Heliostat.Core;
using Heliostat.Core.Journal;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Journal;

/// <summary>All books as bytes: what snapshots hold, and what two managers compare.</summary>
internal static class Books
{
    public static byte[] ToBytes(Network network) =>
        JsonSerializer.SerializeToUtf8Bytes(network.ToState(), JournalJson.Default.NetworkState);

    public static Network FromBytes(ReadOnlySpan<byte> bytes) => Network.FromState(
        JsonSerializer.Deserialize(bytes, JournalJson.Default.NetworkState) ?? throw new JsonException("it is null"));

    public static ContentHash HashOf(Network network) => ContentHash.Of(ToBytes(network));
}
