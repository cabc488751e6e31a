using Spectre.Console;
using Spectre.Console.Rendering;

namespace Heliostat.Cli.Running;

/// <summary>
/// Rows for people. Where the page is too narrow for all of a table, long sentences go on in a second line; where even
/// that is too narrow, each row is printed as names and values, so that nothing is ever cut.
/// </summary>
internal sealed class PrintedTable(string[] columns, IReadOnlyList<string[]> rows)
{
    // Longer than a time of day, and of several words.
    private const int SentenceLengthMin = 24;
    private const int SentenceWidthMin = 30;
    private const int PaddingWidth = 3;

    private static readonly Style Bold = new(decoration: Decoration.Bold);

    /// <summary>The table as it fits a page of so many columns.</summary>
    public IRenderable For(int width)
    {
        var sentences = columns.Select((_, i) => rows.Any(row => IsSentence(row[i]))).ToArray();
        return WidthOf(_ => true) <= width ? Table(_ => false)
            : NarrowestWith(sentences) <= width ? Table(i => sentences[i])
            : Blocks();
    }

    private int NarrowestWith(bool[] sentences) =>
        WidthOf(i => !sentences[i]) + (sentences.Count(isOne => isOne) * (SentenceWidthMin + PaddingWidth));

    private static bool IsSentence(string cell) =>
        cell.Length >= SentenceLengthMin && cell.Contains(' ', StringComparison.Ordinal);

    private int WidthOf(Func<int, bool> counts) => columns
        .Select((name, i) => counts(i) ? PaddingWidth + Math.Max(name.Length, LongestIn(i)) : 0)
        .Sum();

    private int LongestIn(int column) => rows.Count == 0 ? 0 : rows.Max(row => row[column].Length);

    private Table Table(Func<int, bool> wraps)
    {
        var table = new Table().Border(TableBorder.Simple);
        for (var i = 0; i < columns.Length; i++)
        {
            var column = new TableColumn(new Text(columns[i], Bold));
            table.AddColumn(wraps(i) ? column : column.NoWrap());
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        return table;
    }

    private Grid Blocks()
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(PaddingWidth)).AddColumn();
        foreach (var row in rows)
        {
            for (var i = 0; i < columns.Length; i++)
            {
                if (row[i].Length > 0)
                {
                    grid.AddRow(new Text(columns[i], Bold), new Text(row[i]));
                }
            }

            grid.AddEmptyRow();
        }

        return grid;
    }
}
