using Heliostat.Cli.Running;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Accounts;

/// <summary>Prints what an account may have and has.</summary>
internal static class AccountTables
{
    public static void Print(Terminal terminal, AccountUsage usage)
    {
        if (terminal.IsJson)
        {
            terminal.Print(usage, ApiJson.Default.AccountUsage);
            return;
        }

        var (used, quota) = (usage.Used, usage.Quota);
        terminal.Print(
        [
            ("Account", $"{usage.Account.Name} ({usage.Account.Uuid})"),
            ("Weight", Words.Count(usage.Weight, "share")),
            ("Running", Words.Count(usage.RunsLive, "run")),
        ]);
        terminal.Print(
            ["Quota", "Used", "Of", ""],
            [
                Row("jobs", $"{used.Jobs:N0}", $"{quota.Jobs:N0}", usage),
                Row("tasks", $"{used.Tasks:N0}", $"{quota.Tasks:N0}", usage),
                Row("bytes", Words.Bytes(used.Bytes), Words.Bytes(quota.Bytes), usage),
            ]);
    }

    private static string[] Row(string kind, string used, string quota, AccountUsage usage) =>
        [kind, used, quota, usage.Near.Contains(kind) ? "near: 80 % or more" : ""];
}
