namespace Heliostat.Cli.Running;

/// <summary>An error as --json prints it, on standard error.</summary>
internal sealed record ErrorReport(ErrorReport.Facts Error)
{
    /// <summary>The stable code, what happened, what to do, and the program's exit code.</summary>
    internal sealed record Facts(string Code, string Message, string? WhatToDo, string? Field, int ExitCode);
}
