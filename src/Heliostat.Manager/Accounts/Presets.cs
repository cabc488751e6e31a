using Heliostat.Core.Accounts;

namespace Heliostat.Manager.Accounts;

/// <summary>The presets of API keys, which follow from the kind of their account.</summary>
internal static class Presets
{
    public static string Of(AccountKind kind) => kind switch
    {
        AccountKind.Consumer => "Compute Consumer",
        AccountKind.Operator => "Compute Node",
        AccountKind.NetworkOwner => "Network Owner",
    };

    /// <summary>The word for a kind of account in the API.</summary>
    public static string WordOf(AccountKind kind) => kind switch
    {
        AccountKind.Consumer => "consumer",
        AccountKind.Operator => "operator",
        AccountKind.NetworkOwner => "network-owner",
    };

    /// <summary>The kind with a word; null for another word.</summary>
    public static AccountKind? KindOf(string? word) => word switch
    {
        "consumer" => AccountKind.Consumer,
        "operator" => AccountKind.Operator,
        "network-owner" => AccountKind.NetworkOwner,
        _ => null,
    };

    /// <summary>The word for a kind of quota in the API.</summary>
    public static string WordOf(QuotaKind kind) => kind switch
    {
        QuotaKind.Jobs => "jobs",
        QuotaKind.Tasks => "tasks",
        QuotaKind.Bytes => "bytes",
    };
}
