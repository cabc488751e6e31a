using System.CommandLine;
using Heliostat.Client.Calls;

namespace Heliostat.Cli.Accounts;

/// <summary><c>heliostat consumer</c>: the accounts that submit jobs.</summary>
internal static class ConsumerCommand
{
    public static Command Create() => new(
        "consumer", "The accounts that submit jobs. All but 'show' needs the network owner's key.")
    {
        AccountCreateCommand.Create(AccountCalls.Consumer, "Create a consumer and its first key."),
        AccountListCommand.Create(AccountCalls.Consumer, "List the consumers."),
        ConsumerShowCommand.Create(),
        ConsumerQuotaCommand.Create(),
    };
}
