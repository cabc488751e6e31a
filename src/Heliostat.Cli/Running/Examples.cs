using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.CompilerServices;

namespace Heliostat.Cli.Running;

/// <summary>Examples of commands, shown by --help.</summary>
internal sealed class Examples : SynchronousCommandLineAction
{
    private static readonly ConditionalWeakTable<Command, string[]> Known = [];

    private readonly HelpAction _help;

    private Examples(HelpAction help) => _help = help;

    public static void Add(Command command, string[] examples) => Known.Add(command, examples);

    public static IReadOnlyList<string> Of(Command command) =>
        Known.TryGetValue(command, out var examples) ? examples : [];

    /// <summary>Lets the root's --help show examples too.</summary>
    public static void AddTo(RootCommand root)
    {
        foreach (var option in root.Options.OfType<HelpOption>())
        {
            option.Action = new Examples((HelpAction)option.Action!);
        }
    }

    public override int Invoke(ParseResult parseResult)
    {
        var code = _help.Invoke(parseResult);
        if (!Known.TryGetValue(parseResult.CommandResult.Command, out var examples))
        {
            return code;
        }

        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in examples)
        {
            output.WriteLine($"  {example}");
        }

        output.WriteLine();
        return code;
    }
}
