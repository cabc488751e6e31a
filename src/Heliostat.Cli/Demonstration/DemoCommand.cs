using System.CommandLine;
using Heliostat.Cli.Running;

namespace Heliostat.Cli.Demonstration;

/// <summary><c>./demo</c> in C#: hidden, since the script sets up what it needs.</summary>
internal static class DemoCommand
{
    private static readonly Option<bool> Kill = new("--kill")
    {
        Description = "Kill one node with SIGKILL after eight frames: the others finish.",
    };

    private static readonly Option<bool> Cheat = new("--cheat")
    {
        Description = "Let one node render at half the samples: it is caught, and its frames are done again.",
    };

    private static readonly Option<bool> Keep = new("--keep")
    {
        Description = "Leave the network up, and say how to use and how to stop it.",
    };

    private static readonly Option<DirectoryInfo?> Output = new("--output", "-o")
    {
        Description = "Where frames, contact sheet, film and journal go. [default: demo-output]",
        HelpName = "DIR",
    };

    private static readonly Option<DirectoryInfo> Root = new("--root")
    {
        Description = "The clone with the scene.",
        HelpName = "DIR",
        Hidden = true,
        DefaultValueFactory = _ => new DirectoryInfo("."),
    };

    public static Command Create() => new Command(
        "demo",
        "Render the example scene on three nodes of this machine, each frame verified by another operator.")
    {
        Kill, Cheat, Keep, Output, Root,
    }.Hide().Does(RunAsync).Shows("./demo", "./demo --json --kill", "./demo --cheat");

    private static Task<int> RunAsync(CommandRun run)
    {
        var root = run.Get(Root)!.FullName;
        var output = run.Get(Output)?.FullName ?? Path.Combine(root, "demo-output");
        var wish = new DemoWish(root, output, run.Get(Kill), run.Get(Cheat), run.Get(Keep));
        if (!File.Exists(wish.Scene))
        {
            throw CliFailure.Usage(
                "scene-missing", $"There is no scene at {wish.Scene}.", "Run ./demo from a clone of Heliostat.");
        }

        return new Demo(wish, run.Terminal).RunAsync(run.Cancellation);
    }
}
