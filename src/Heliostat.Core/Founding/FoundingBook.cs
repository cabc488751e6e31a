namespace Heliostat.Core.Founding;

/// <summary>Which network this is and which week it is in.</summary>
public sealed class FoundingBook
{
    /// <summary>The network's id; empty until it was founded.</summary>
    public Guid NetworkId { get; private set; }

    /// <summary>The Ed25519 key, in base64, that signs the journal's heads.</summary>
    public string SigningKey { get; private set; } = "";

    /// <summary>The number of the open epoch: weeks since Sunday, 4 January 1970.</summary>
    public int Epoch { get; private set; } = -1;

    /// <summary>The hash of the open epoch's secret.</summary>
    public ContentHash EpochSecretHash { get; private set; }

    internal void Apply(NetworkFounded happened) =>
        (NetworkId, SigningKey) = (happened.Network, happened.SigningKey);

    internal void Apply(EpochOpened happened) =>
        (Epoch, EpochSecretHash) = (happened.Number, happened.SecretHash);

    internal void Write(NetworkState state) =>
        state.Founding = new FoundingState(NetworkId, SigningKey, Epoch, EpochSecretHash);

    internal void Read(NetworkState state)
    {
        if (state.Founding is { } read)
        {
            (NetworkId, SigningKey, Epoch, EpochSecretHash) =
                (read.NetworkId, read.SigningKey, read.Epoch, read.EpochSecretHash);
        }
    }
}
