using Heliostat.Protocol.Values;

namespace Heliostat.Core.Tests;

/// <summary>Verification keys that a test can tell: the key of a run is the hash of its name.</summary>
internal sealed class KnownKeys : IRunKeys
{
    public ContentHash KeyHashOf(RunId run) => ContentHash.Of(Reveal(run).ToArray());

    public ContentHash DrawOf(RunId run, ContentHash commitment) =>
        ContentHash.Of([.. Reveal(run).ToArray(), .. commitment.ToArray()]);

    public ContentHash Reveal(RunId run) => ContentHash.Of(run.ToBytes());
}
