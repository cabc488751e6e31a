namespace Heliostat.Core.Accounts;

/// <summary>Open an account with its first key. The key's secret is sealed in the vault before.</summary>
public sealed record OpenAccount(AccountKind Kind, string Name, string PublicKey) : Command
{
    /// <summary>Characters that a name may have.</summary>
    public const int NameLengthMax = 100;

    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        if (string.IsNullOrWhiteSpace(Name) || Name.Length > NameLengthMax)
        {
            return new Refusal("name-invalid", $"A name has 1 to {NameLengthMax} characters.");
        }

        if (network.Accounts.FindKey(PublicKey) is not null)
        {
            return new Refusal("key-exists", "There is such a key already; make another one.");
        }

        var account = new AccountId(ruling.Choice.NextId());
        ruling.Record(new AccountOpened(account, Kind, Name));
        ruling.Record(new KeyCreated(PublicKey, account, "first key", null, []));
        return null;
    }
}
