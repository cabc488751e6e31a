using Heliostat.Core;
using Heliostat.Core.Founding;
using Heliostat.Manager.Journal;
using Heliostat.Manager.Vault;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Loop;

/// <summary>
/// Where chance comes from: the open epoch's secret, kept in the vault until the next epoch shows it.
/// </summary>
internal sealed class EpochSecrets(SecretVault vault, Guid networkId)
{
    private int _epoch = -1;
    private byte[] _secret = [];

    /// <summary>The seed of the entry that would come next with this number.</summary>
    public ContentHash SeedOf(Network network, long sequence)
    {
        if (network.Founding.Epoch < 0)
        {
            return Seeds.BeforeFirstEpoch(networkId, sequence);
        }

        if (network.Founding.Epoch != _epoch)
        {
            (_epoch, _secret) = (network.Founding.Epoch, vault.EpochSecret(network.Founding.Epoch));
        }

        return Seeds.Of(_secret, sequence);
    }

    /// <summary>The command that opens the week in which a moment lies; null while that week is open.</summary>
    public OpenEpoch? Due(Network network, Instant now)
    {
        var number = OpenEpoch.NumberAt(now);
        if (number <= network.Founding.Epoch)
        {
            return null;
        }

        var previous = network.Founding.Epoch < 0
            ? (ContentHash?)null
            : new ContentHash(vault.EpochSecret(network.Founding.Epoch));
        return new OpenEpoch(number, ContentHash.Of(vault.EpochSecret(number)), previous);
    }

    /// <summary>Makes sure that the vault holds the secret that the journal binds.</summary>
    /// <exception cref="JournalException">It holds another one.</exception>
    public void Demand(Network network)
    {
        var epoch = network.Founding.Epoch;
        if (epoch >= 0 && ContentHash.Of(vault.EpochSecret(epoch)) != network.Founding.EpochSecretHash)
        {
            throw new JournalException(
                $"The vault's secret of epoch {epoch} is not the one that the journal binds. "
                + "Put back the vault that this journal was written with.");
        }
    }
}
