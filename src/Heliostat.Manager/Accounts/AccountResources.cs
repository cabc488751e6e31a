using Heliostat.Core;
using Heliostat.Core.Accounts;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Accounts;

/// <summary>Accounts and keys as the API shows them. Asked on the loop's thread.</summary>
internal static class AccountResources
{
    public static AccountResource? Find(Network network, AccountId id) =>
        network.Accounts.Find(id) is { } account ? Of(account) : null;

    public static IReadOnlyList<AccountResource> List(Network network, AccountKind? kind) =>
        [.. network.Accounts.Accounts.Where(account => kind is null || account.Kind == kind).Select(Of)];

    public static ApiKeyResource? FindKey(Network network, string publicKey) =>
        network.Accounts.FindKey(publicKey) is { } key ? Of(key, network) : null;

    public static IReadOnlyList<ApiKeyResource> ListKeys(Network network, AccountId account) =>
        [.. network.Accounts.Keys.Where(key => key.Account == account).Select(key => Of(key, network))];

    private static AccountResource Of(Account account) => new(
        account.Id.Value, Presets.WordOf(account.Kind), account.Name, account.Banned, account.CreatedAt.UnixMs);

    private static ApiKeyResource Of(ApiKey key, Network network) => new()
    {
        PublicKey = key.PublicKey,
        Name = key.Name,
        Preset = Presets.Of(network.Accounts.Find(key.Account)!.Kind),
        AccountUuid = key.Account.Value,
        ExpiresAt = key.ExpiresAt?.UnixMs,
        AllowedIps = key.AllowedIps,
        Revoked = key.Revoked,
        CreatedAt = key.CreatedAt.UnixMs,
    };
}
