using System.Text.Json;
using Heliostat.Client;
using Spectre.Console;

namespace Heliostat.Cli.Running;

/// <summary>Says what went wrong and what to do, and knows the exit code for it.</summary>
internal static class ErrorPrinter
{
    /// <summary>Prints an error and returns the exit code.</summary>
    public static int Print(Exception cause, Terminal terminal)
    {
        var facts = FactsOf(cause);
        if (terminal.IsJson)
        {
            Console.Error.WriteLine(JsonSerializer.Serialize(new ErrorReport(facts), CliJson.Default.ErrorReport));
            return facts.ExitCode;
        }

        terminal.Error.MarkupLineInterpolated($"[red]Error:[/] {facts.Message}");
        if (!string.IsNullOrEmpty(facts.WhatToDo))
        {
            terminal.Error.WriteLine(facts.WhatToDo);
        }

        terminal.Detail($"({facts.Code}) {cause}");
        return facts.ExitCode;
    }

    private static ErrorReport.Facts FactsOf(Exception cause) => cause switch
    {
        CliFailure failure => new(failure.Code, failure.Message, failure.WhatToDo, null, failure.ExitCode),
        HeliostatException refusal => new(
            refusal.Code, refusal.Message, refusal.WhatToDo, refusal.Field, ExitCodeOf(refusal)),
        IOException or UnauthorizedAccessException => new(
            "file-unusable",
            cause.Message,
            "Check the path, its permissions and the free space.",
            null,
            ExitCodes.Failed),
        _ => new(
            "unexpected",
            $"Something unexpected happened: {cause.Message}",
            "Please report it with the output of the same command with --verbose.",
            null,
            ExitCodes.Failed),
    };

    private static int ExitCodeOf(HeliostatException cause) => cause switch
    {
        { IsRefusal: true } => ExitCodes.Refused,
        { Code: HeliostatException.NotReachable or HeliostatException.StreamLost } => ExitCodes.NotReachable,
        _ => ExitCodes.Failed,
    };
}
