using System.CommandLine;
using System.CommandLine.Help;
using System.Text;
using Heliostat.Cli.Running;

namespace Heliostat.Cli.Referring;

/// <summary>Writes what every command takes as Markdown: one heading a command, its options as a list.</summary>
internal sealed class ReferencePage
{
    private readonly StringBuilder _text = new();
    private readonly RootCommand _root;

    public ReferencePage(RootCommand root) => _root = root;

    public string Write()
    {
        _text.Append("## Options of every command\n\n");
        foreach (var option in _root.Options.Where(option => option.Recursive && option is not HelpOption))
        {
            Write(option);
        }

        foreach (var command in _root.Subcommands)
        {
            Write(command, "heliostat");
        }

        return _text.ToString();
    }

    private void Write(Command command, string before)
    {
        if (command.Hidden)
        {
            return;
        }

        var name = $"{before} {command.Name}";
        if (command.Subcommands.Count > 0)
        {
            _text.Append($"\n## {name}\n\n{command.Description}\n");
        }
        else
        {
            var arguments = string.Concat(command.Arguments.Select(argument =>
                argument.Arity.MinimumNumberOfValues == 0 ? $" [{argument.Name}]" : $" {argument.Name}"));
            _text.Append($"\n### {name}{arguments}\n\n{command.Description}\n\n");
            WriteParts(command);
        }

        foreach (var child in command.Subcommands)
        {
            Write(child, name);
        }
    }

    private void WriteParts(Command command)
    {
        foreach (var argument in command.Arguments)
        {
            _text.Append($"- `{argument.Name}` {argument.Description}\n");
        }

        foreach (var option in command.Options.Where(option => !option.Hidden))
        {
            Write(option);
        }

        if (Examples.Of(command) is { Count: > 0 } examples)
        {
            _text.Append($"\n```\n{string.Join('\n', examples)}\n```\n");
        }
    }

    private void Write(Option option)
    {
        var names = string.Join(", ", option.Aliases.Append(option.Name).OrderBy(name => name.Length));
        var value = option.ValueType == typeof(bool) ? "" : $" {option.HelpName}";
        var usual = option.HasDefaultValue && option.ValueType != typeof(bool) ? DefaultOf(option) : "";
        _text.Append($"- `{names}{value}` {option.Description}{usual}\n");
    }

    // What depends on the machine is not for a page.
    private static string DefaultOf(Option option) =>
        option.Description!.Contains("[default", StringComparison.Ordinal) || option.GetDefaultValue() is not { } value
            ? ""
            : $" [default: {value}]";
}
