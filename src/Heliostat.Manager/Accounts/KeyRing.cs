using System.Collections.Concurrent;
using Heliostat.Core;
using Heliostat.Core.Accounts;
using Heliostat.Manager.Loop;
using Heliostat.Manager.Vault;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Accounts;

/// <summary>
/// The API keys and their secrets in memory, kept from the journal, so that a request is judged without asking the
/// loop.
/// </summary>
internal sealed class KeyRing(SecretVault vault) : IJournalReader
{
    private readonly ConcurrentDictionary<string, KnownKey> _keys = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _secrets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<AccountId, bool> _banned = new();

    /// <summary>The key, or null.</summary>
    public KnownKey? Find(string publicKey) => _keys.GetValueOrDefault(publicKey);

    /// <summary>The key's secret; null when there is no such key.</summary>
    public string? SecretOf(string publicKey) => _secrets.GetValueOrDefault(publicKey);

    public bool IsBanned(AccountId account) => _banned.ContainsKey(account);

    /// <summary>Takes what the books hold when the manager starts.</summary>
    public void Fill(Network network)
    {
        foreach (var account in network.Accounts.Accounts.Where(account => account.Banned))
        {
            _banned[account.Id] = true;
        }

        foreach (var key in network.Accounts.Keys)
        {
            Add(key, network);
        }
    }

    /// <inheritdoc/>
    public void Read(CommittedGroup group, Network network)
    {
        foreach (var entry in group.Entries)
        {
            // Few commands touch accounts; the others are passed over without a look at their events.
            if (entry.Command is OpenAccount or CreateKey or RevokeKey or BanAccount)
            {
                Read(entry.Events, network);
            }
        }
    }

    private void Read(IReadOnlyList<Event> events, Network network)
    {
        foreach (var happened in events)
        {
            switch (happened)
            {
                case AccountBanned banned:
                    _banned[banned.Account] = true;
                    break;
                case KeyCreated created:
                    Add(network.Accounts.FindKey(created.PublicKey)!, network);
                    break;
                case KeyRevoked revoked:
                    Add(network.Accounts.FindKey(revoked.PublicKey)!, network);
                    break;
            }
        }
    }

    private void Add(ApiKey key, Network network)
    {
        // The secret was sealed before the command, so it is there; else the key opens nothing.
        if (!_secrets.ContainsKey(key.PublicKey) && vault.ApiKeySecret(key.PublicKey) is { } secret)
        {
            _secrets[key.PublicKey] = secret;
        }

        _keys[key.PublicKey] = KnownKey.Of(key, network.Accounts.Find(key.Account)!.Kind);
    }
}
