namespace Heliostat.Core.Accounts;

/// <summary>Revoke one of an account's keys.</summary>
public sealed record RevokeKey(AccountId Account, string PublicKey) : Command
{
    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        if (network.Accounts.FindKey(PublicKey) is not { } key || key.Account != Account)
        {
            return new Refusal("key-unknown", "This account has no such key.");
        }

        if (!key.Revoked)
        {
            ruling.Record(new KeyRevoked(PublicKey));
        }

        return null;
    }
}
