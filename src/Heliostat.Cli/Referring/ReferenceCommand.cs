using System.CommandLine;
using Heliostat.Cli.Running;

namespace Heliostat.Cli.Referring;

/// <summary><c>heliostat reference</c>: hidden; the text of --help for every command, as docs/cli.md has it.</summary>
internal static class ReferenceCommand
{
    public static Command Create() => new Command("reference", "Print what every command takes, as Markdown.")
        .Hide()
        .Does(Run);

    private static Task Run(CommandRun run)
    {
        Console.Out.Write(new ReferencePage(HeliostatCommand.Create()).Write());
        return Task.CompletedTask;
    }
}
