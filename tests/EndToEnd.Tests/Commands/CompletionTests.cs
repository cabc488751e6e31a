using Heliostat.EndToEnd.Tests.Running;

namespace Heliostat.EndToEnd.Tests.Commands;

public sealed class CompletionTests
{
    [Fact]
    public async Task Bash_completes_commands_and_options_with_the_script_that_the_program_prints()
    {
        const string Asking = """
            set -euo pipefail
            heliostat() { "$PROGRAM" "$@"; }
            eval "$("$PROGRAM" completion bash)"
            ask() {
                COMP_LINE=$1 COMP_POINT=${#1}
                read -ra COMP_WORDS <<<"$1"
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                COMPREPLY=()
                _heliostat
                printf '%s\n' "${COMPREPLY[@]}"
            }
            ask "heliostat job su"
            ask "heliostat job submit --fra"
            ask "heliostat completion z"
            """;

        var run = await ToolRun.RunAsync(
            "/bin/bash", ["-c", Asking], new Dictionary<string, string> { ["PROGRAM"] = Places.Heliostat });

        var found = run.Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["submit", "--frames", "zsh"], found);
    }

    [Theory]
    [InlineData("zsh", "#compdef heliostat")]
    [InlineData("fish", "complete -c heliostat")]
    public async Task Other_shells_have_their_scripts(string shell, string line)
    {
        var run = await ToolRun.HeliostatAsync("completion", shell);

        Assert.Contains(line, run.Succeeded().Output, StringComparison.Ordinal);
    }
}
