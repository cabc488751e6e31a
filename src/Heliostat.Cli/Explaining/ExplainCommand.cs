using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Explaining;

/// <summary><c>heliostat explain</c>: why something is as it is.</summary>
internal static class ExplainCommand
{
    public static Command Create() => new(
        "explain", "Say why a job, a task or a node is as it is, from the facts that the scheduler uses.")
    {
        ExplainJobCommand.Create(),
        ExplainTaskCommand.Create(),
        ExplainNodeCommand.Create(),
    };

    public static void Print(Terminal terminal, Explanation why)
    {
        if (terminal.IsJson)
        {
            terminal.Print(why, ApiJson.Default.Explanation);
            return;
        }

        terminal.Print($"{why.Subject} is {why.State}: {why.Summary}");
        foreach (var fact in why.Facts)
        {
            terminal.Print($"  - {fact}");
        }
    }
}
