using System.CommandLine.Parsing;

namespace Heliostat.Cli.Local;

/// <summary>A variable of the environment for one node, written <c>node-2:NAME=VALUE</c>.</summary>
internal sealed record NodeVariable(string Node, string Name, string Value)
{
    /// <summary>For an option's CustomParser.</summary>
    public static NodeVariable[] Parse(ArgumentResult result)
    {
        var found = new List<NodeVariable>();
        foreach (var token in result.Tokens)
        {
            if (token.Value.Split(':', 2) is [{ Length: > 0 } node, var rest]
                && rest.Split('=', 2) is [{ Length: > 0 } name, var value])
            {
                found.Add(new NodeVariable(node, name, value));
            }
            else
            {
                result.AddError($"'{token.Value}' is not a variable for a node: write it as node-2:NAME=VALUE.");
            }
        }

        return [.. found];
    }
}
