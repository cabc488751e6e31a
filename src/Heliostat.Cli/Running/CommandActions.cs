using System.CommandLine;

namespace Heliostat.Cli.Running;

/// <summary>Gives commands what they do.</summary>
internal static class CommandActions
{
    /// <summary>Sets what a command does; it returns the exit code.</summary>
    public static Command Does(this Command command, Func<CommandRun, Task<int>> action)
    {
        command.SetAction((parsed, cancellation) => action(new CommandRun(parsed, cancellation)));
        return command;
    }

    /// <summary>Sets what a command does; it succeeds unless it throws.</summary>
    public static Command Does(this Command command, Func<CommandRun, Task> action) =>
        command.Does(async run =>
        {
            await action(run);
            return ExitCodes.Ok;
        });

    /// <summary>Leaves a command out of lists; it can still be called.</summary>
    public static Command Hide(this Command command)
    {
        command.Hidden = true;
        return command;
    }

    /// <summary>Adds examples, which --help shows after the options.</summary>
    public static Command Shows(this Command command, params string[] examples)
    {
        Examples.Add(command, examples);
        return command;
    }
}
