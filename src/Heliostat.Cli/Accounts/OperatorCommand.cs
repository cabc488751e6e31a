using System.CommandLine;
using Heliostat.Client.Calls;

namespace Heliostat.Cli.Accounts;

/// <summary><c>heliostat operator</c>: the accounts that lend nodes.</summary>
internal static class OperatorCommand
{
    public static Command Create() => new("operator", "The accounts that lend nodes. Needs the network owner's key.")
    {
        AccountCreateCommand.Create(AccountCalls.Operator, "Create an operator and its first key."),
        AccountListCommand.Create(AccountCalls.Operator, "List the operators."),
        OperatorBanCommand.Create(),
    };
}
