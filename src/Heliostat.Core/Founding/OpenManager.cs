namespace Heliostat.Core.Founding;

/// <summary>A manager starts, and founds the network where there is none yet.</summary>
/// <param name="Network">The network's id.</param>
/// <param name="SigningKey">The Ed25519 key, in base64, that signs the journal's heads.</param>
/// <param name="Version">The program's version, for people.</param>
public sealed record OpenManager(Guid Network, string SigningKey, string Version) : Command
{
    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        if (network.Founding.NetworkId == Guid.Empty)
        {
            ruling.Record(new NetworkFounded(Network, SigningKey));
        }

        if (network.Founding.NetworkId != Network || network.Founding.SigningKey != SigningKey)
        {
            return new Refusal(
                "network-differs", "This journal belongs to another network; give the vault it was made with.");
        }

        ruling.Record(new ManagerOpened(Version));
        return null;
    }
}
