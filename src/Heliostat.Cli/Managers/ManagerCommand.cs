using System.CommandLine;

namespace Heliostat.Cli.Managers;

/// <summary><c>heliostat manager</c>: what the network owner runs.</summary>
internal static class ManagerCommand
{
    public static Command Create() => new("manager", "Run a network: keep its journal, decide, serve its API.")
    {
        ManagerRunCommand.Create(), ManagerSweepCommand.Create(),
    };
}
