using Heliostat.Core;
using Heliostat.Manager.Vault;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Loop;

/// <summary>Answers the rules about verification keys from the vault's secret.</summary>
internal sealed class LiveRunKeys(RunKeys keys) : IRunKeys
{
    /// <inheritdoc/>
    public ContentHash KeyHashOf(RunId run) => keys.KeyHashOf(run);

    /// <inheritdoc/>
    public ContentHash DrawOf(RunId run, ContentHash commitment) => keys.DrawOf(run, commitment);

    /// <inheritdoc/>
    public ContentHash Reveal(RunId run) => keys.Reveal(run);
}
