namespace Heliostat.Core.Accounts;

/// <summary>Every account and every API key.</summary>
public sealed class AccountBook
{
    private readonly List<Account> _accounts = [];
    private readonly List<ApiKey> _keys = [];
    private readonly Dictionary<AccountId, Account> _accountById = [];
    private readonly Dictionary<string, ApiKey> _keyByPublicKey = [];

    /// <summary>Accounts in the order in which they were opened.</summary>
    public IReadOnlyList<Account> Accounts => _accounts;

    /// <summary>Keys in the order in which they were made.</summary>
    public IReadOnlyList<ApiKey> Keys => _keys;

    /// <summary>The account, or null.</summary>
    public Account? Find(AccountId id) => _accountById.GetValueOrDefault(id);

    /// <summary>The key, or null.</summary>
    public ApiKey? FindKey(string publicKey) => _keyByPublicKey.GetValueOrDefault(publicKey);

    internal Account Get(AccountId id) => Find(id) ?? throw new InvariantException($"There is no account {id}.");

    internal void Apply(AccountOpened happened, Instant at) =>
        Add(new Account { Id = happened.Account, Kind = happened.Kind, Name = happened.Name, CreatedAt = at });

    internal void Apply(AccountBanned happened) => Get(happened.Account).Banned = true;

    internal void Apply(QuotaSet happened) => Get(happened.Account).Quota = happened.Quota;

    internal void Apply(QuotaNeared happened)
    {
        var account = Get(happened.Account);
        account.BytesNear = account.BytesNear || happened.Kind == QuotaKind.Bytes;
    }

    internal void Apply(BytesEased happened) => Get(happened.Account).BytesNear = false;

    internal void Apply(KeyCreated happened, Instant at) =>
        Add(new ApiKey
        {
            PublicKey = happened.PublicKey,
            Account = happened.Account,
            Name = happened.Name,
            CreatedAt = at,
            ExpiresAt = happened.ExpiresAt,
            AllowedIps = happened.AllowedIps,
        });

    internal void Apply(KeyRevoked happened)
    {
        var key = FindKey(happened.PublicKey)
            ?? throw new InvariantException("A key that is not there was revoked.");
        key.Revoked = true;
    }

    internal void Write(NetworkState state) => (state.Accounts, state.Keys) = (_accounts, _keys);

    internal void Read(NetworkState state)
    {
        state.Accounts.ForEach(Add);
        state.Keys.ForEach(Add);
    }

    private void Add(Account account)
    {
        _accounts.Add(account);
        _accountById.Add(account.Id, account);
    }

    private void Add(ApiKey key)
    {
        _keys.Add(key);
        _keyByPublicKey.Add(key.PublicKey, key);
    }
}
