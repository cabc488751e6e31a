using System.Text.Json.Serialization;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Journal;

/// <summary>What a snapshot file says of itself in its first line.</summary>
/// <param name="Format">The format of the file.</param>
/// <param name="Network">The network.</param>
/// <param name="Sequence">The entry after which the books are these.</param>
/// <param name="Hash">That entry's hash in the chain.</param>
/// <param name="Rules">The number of the rules that kept the books.</param>
/// <param name="BooksHash">SHA-256 of the books' bytes, unpacked.</param>
internal sealed record SnapshotHeader(
    int Format, Guid Network, long Sequence, ContentHash Hash, int Rules, ContentHash BooksHash);

/// <summary>How that line is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SnapshotHeader))]
internal sealed partial class SnapshotJson : JsonSerializerContext;
