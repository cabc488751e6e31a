using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Heliostat.Tidy.Tests.Lifecycles;

/// <summary>The page of one lifecycle: its table in Core as a picture, and what its words mean.</summary>
internal sealed record Picture(string Name, IReadOnlyList<(string From, string Move, string To)> Moves, string First)
{
    private const string Ending = "Lifecycle";

    /// <summary>One for each lifecycle table of Core.</summary>
    public static IEnumerable<Picture> All =>
        from type in Assembly.Load("Heliostat.Core").GetTypes()
        where type.Name.EndsWith(Ending, StringComparison.Ordinal)
        let table = Table(type)
        where table is not null
        orderby type.Name
        select Of(type.Name[..^Ending.Length], table);

    public IReadOnlyList<(string Name, string Meaning)> States { get; init; } = [];

    public IReadOnlyList<(string Name, string Meaning)> Deeds { get; init; } = [];

    public string Path => $"docs/lifecycles/{Name.ToLowerInvariant()}.md";

    public string Text
    {
        get
        {
            var text = new StringBuilder($"# {Name}\n\n```mermaid\nstateDiagram-v2\n    [*] --> {First}\n");
            foreach (var arrow in Moves.GroupBy(move => (move.From, move.To)))
            {
                var label = string.Join(", ", arrow.Select(move => move.Move));
                text.Append(null, $"    {arrow.Key.From} --> {arrow.Key.To} : {label}\n");
            }

            foreach (var last in Moves.Select(move => move.To).Distinct().Where(IsLast))
            {
                text.Append(null, $"    {last} --> [*]\n");
            }

            text.Append("```\n\n| state | means |\n|---|---|\n");
            text.AppendJoin("", States.Select(state => $"| **{state.Name}** | {state.Meaning} |\n"));
            text.Append("\n| move | means |\n|---|---|\n");
            text.AppendJoin("", Deeds.Select(move => $"| **{move.Name}** | {move.Meaning} |\n"));
            text.Append("\nA move that is not drawn is not allowed. ");
            text.Append(null, $"Written from `{Name}{Ending}` by `./test --update`.\n");
            return text.ToString();
        }
    }

    public static Picture Of(string name, IEnumerable table)
    {
        var moves = table.Cast<ITuple>().ToList();
        var (state, deed) = (moves[0][0]!.GetType(), moves[0][1]!.GetType());
        var first = Enum.GetValues(state).GetValue(0)!;
        return new(name, [.. moves.Select(move => ($"{move[0]}", $"{move[1]}", $"{move[2]}"))], $"{first}")
        {
            States = Meanings.Of(state.Name, Tree.Sources),
            Deeds = Meanings.Of(deed.Name, Tree.Sources),
        };
    }

    private static IEnumerable? Table(Type type) =>
        (IEnumerable?)type.GetProperty("Table", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
            ?.GetValue(null);

    private bool IsLast(string state) => Moves.All(move => move.From != state);
}
