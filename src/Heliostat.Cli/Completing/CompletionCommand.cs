using System.CommandLine;
using Heliostat.Cli.Running;

namespace Heliostat.Cli.Completing;

/// <summary>
/// <c>heliostat completion</c>: scripts that let a shell complete commands, options and their values.
/// </summary>
internal static class CompletionCommand
{
    private static readonly Argument<string> Shell = new Argument<string>("SHELL")
    {
        Description = "bash, zsh or fish.",
    }.AcceptOnlyFromAmong("bash", "zsh", "fish");

    public static Command Create() => new Command("completion", "Print a script for your shell's completion.") { Shell }
        .Does(Run)
        .Shows(
            "eval \"$(heliostat completion bash)\"",
            "heliostat completion zsh > ~/.zfunc/_heliostat",
            "heliostat completion fish > ~/.config/fish/completions/heliostat.fish");

    private static Task Run(CommandRun run)
    {
        run.Terminal.Print(ScriptFor(run.Get(Shell)));
        return Task.CompletedTask;
    }

    // The shells ask the program itself, so that the scripts never know less than it does.
    private static string ScriptFor(string shell) => shell switch
    {
        "bash" =>
            """
            _heliostat() {
                local IFS=$'\n' words
                words=$("${COMP_WORDS[0]}" "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)
                COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _heliostat heliostat
            """,
        "zsh" =>
            """
            #compdef heliostat
            _heliostat() {
                local -a found
                found=("${(@f)$("${words[1]}" "[suggest:${#BUFFER}]" "$BUFFER" 2>/dev/null)}")
                compadd -a found
                _files
            }
            compdef _heliostat heliostat
            """,
        _ =>
            """
            function __heliostat_complete
                set -l line (commandline -cp)
                heliostat "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
            end
            complete -c heliostat -a '(__heliostat_complete)'
            """,
    };
}
