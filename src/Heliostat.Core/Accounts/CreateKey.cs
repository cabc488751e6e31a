namespace Heliostat.Core.Accounts;

/// <summary>Make a further key for an account. Its secret is sealed in the vault before.</summary>
public sealed record CreateKey(
    AccountId Account, string PublicKey, string Name, Instant? ExpiresAt, IReadOnlyList<string> AllowedIps) : Command
{
    /// <summary>Keys that one account may have, revoked ones not counted.</summary>
    public const int KeysPerAccountMax = 100;

    /// <summary>Addresses that one key may name.</summary>
    public const int AllowedIpsMax = 100;

    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        if (network.Accounts.Find(Account) is not { Banned: false })
        {
            return new Refusal("account-unknown", "There is no such account, or it is banned.");
        }

        if (string.IsNullOrWhiteSpace(Name) || Name.Length > OpenAccount.NameLengthMax)
        {
            return new Refusal("name-invalid", $"A key's name has 1 to {OpenAccount.NameLengthMax} characters.");
        }

        if (network.Accounts.FindKey(PublicKey) is not null)
        {
            return new Refusal("key-exists", "There is such a key already; make another one.");
        }

        if (ExpiresAt is { } end && end <= ruling.Now)
        {
            return new Refusal("expiry-past", "The key would be over before it begins; give a later expiry.");
        }

        if (AllowedIps.Count > AllowedIpsMax)
        {
            return new Refusal("addresses-too-many", $"A key names at most {AllowedIpsMax} addresses.");
        }

        if (CountOf(network.Accounts) >= KeysPerAccountMax)
        {
            return new Refusal("keys-too-many", $"An account has at most {KeysPerAccountMax} keys; revoke one first.");
        }

        ruling.Record(new KeyCreated(PublicKey, Account, Name, ExpiresAt, AllowedIps));
        return null;
    }

    private int CountOf(AccountBook accounts)
    {
        var count = 0;
        foreach (var key in accounts.Keys)
        {
            count += key.Account == Account && !key.Revoked ? 1 : 0;
        }

        return count;
    }
}
