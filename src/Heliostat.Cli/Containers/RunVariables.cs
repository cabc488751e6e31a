using Heliostat.Cli.Running;

namespace Heliostat.Cli.Containers;

/// <summary>Reads the variables of a container from the command line and from a file.</summary>
internal static class RunVariables
{
    /// <summary>Those of the file, and over them those of the options.</summary>
    public static IReadOnlyDictionary<string, string> Read(FileInfo? file, IReadOnlyList<string> options)
    {
        var variables = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in file is null ? [] : FileText.Read(file.FullName).Split('\n'))
        {
            if (line.Trim() is { Length: > 0 } text && text[0] != '#')
            {
                Add(variables, text);
            }
        }

        foreach (var option in options)
        {
            Add(variables, option);
        }

        return variables;
    }

    private static void Add(SortedDictionary<string, string> variables, string text)
    {
        var equals = text.IndexOf('=');
        var name = equals < 0 ? text : text[..equals];
        if (name.Length == 0 || name.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter)))
        {
            // The value may be a secret: only the name is told.
            throw CliFailure.Usage("variable-invalid", "A variable has no name.", "Write it as NAME=VALUE.");
        }

        variables[name] = equals >= 0 ? text[(equals + 1)..]
            : Environment.GetEnvironmentVariable(name) ?? throw CliFailure.Usage(
                "variable-unset", $"The variable {name} has no value here.", "Write it as NAME=VALUE.");
    }
}
