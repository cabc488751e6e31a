namespace Heliostat.Cli.Running;

/// <summary>
/// A command could not be done: what happened, what to do, and the exit code that says it to programs.
/// </summary>
internal sealed class CliFailure : Exception
{
    public CliFailure(int exitCode, string code, string message, string whatToDo)
        : base(message)
    {
        ExitCode = exitCode;
        Code = code;
        WhatToDo = whatToDo;
    }

    public int ExitCode { get; }

    public string Code { get; }

    public string WhatToDo { get; }

    /// <summary>The command line, or a file that it names, is wrong.</summary>
    public static CliFailure Usage(string code, string message, string whatToDo) =>
        new(ExitCodes.Usage, code, message, whatToDo);

    /// <summary>Something did not work.</summary>
    public static CliFailure Failed(string code, string message, string whatToDo) =>
        new(ExitCodes.Failed, code, message, whatToDo);
}
