using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;

namespace Heliostat.Cli.Running;

/// <summary>Where a command speaks: results to standard output, everything else to standard error.</summary>
internal sealed class Terminal
{
    /// <summary>Columns that a table takes where neither a terminal nor COLUMNS says how wide the page is.</summary>
    private const int RedirectedColumns = 180;

    private const int ColumnsMin = 20;

    public Terminal(bool json, bool quiet, bool verbose)
    {
        IsJson = json;
        IsQuiet = quiet;
        IsVerbose = verbose;
        Out = Open(Console.Out, Console.IsOutputRedirected);
        Error = Open(Console.Error, Console.IsErrorRedirected);
    }

    public bool IsJson { get; }

    public bool IsQuiet { get; }

    public bool IsVerbose { get; }

    /// <summary>Results.</summary>
    public IAnsiConsole Out { get; }

    /// <summary>Progress, advice and errors.</summary>
    public IAnsiConsole Error { get; }

    /// <summary>True where bars that move make sense: someone looks, and did not ask for silence.</summary>
    public bool ShowsBars => !IsQuiet && !Console.IsErrorRedirected && Error.Profile.Capabilities.Ansi;

    /// <summary>Says something to people; nothing with --quiet.</summary>
    public void Say(string sentence)
    {
        if (!IsQuiet)
        {
            Error.WriteLine(sentence);
        }
    }

    /// <summary>Says something that only --verbose asks for.</summary>
    public void Detail(string sentence)
    {
        if (IsVerbose)
        {
            Error.WriteLine(sentence);
        }
    }

    /// <summary>Says something that people should know even with --quiet.</summary>
    public void Warn(string sentence) => Error.MarkupLineInterpolated($"[yellow]Warning:[/] {sentence}");

    /// <summary>Prints one line of a result.</summary>
    public void Print(string line) => Console.Out.WriteLine(line);

    /// <summary>Prints a result for programs on a line of its own.</summary>
    public void PrintLine<T>(T value, JsonTypeInfo<T> type)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            JsonSerializer.Serialize(writer, value, type);
        }

        Console.Out.WriteLine(Encoding.UTF8.GetString(stream.ToArray()));
        Console.Out.Flush();
    }

    /// <summary>Prints a result for programs.</summary>
    public void Print<T>(T value, JsonTypeInfo<T> type)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            JsonSerializer.Serialize(writer, value, type);
        }

        Console.Out.WriteLine(Encoding.UTF8.GetString(stream.ToArray()));
    }

    /// <summary>Prints a table for people.</summary>
    public void Print(string[] columns, IEnumerable<string[]> rows) =>
        Out.Write(new PrintedTable(columns, [.. rows]).For(Out.Profile.Width));

    /// <summary>Prints names and values, one a line.</summary>
    public void Print(IEnumerable<(string Name, string? Value)> facts)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3)).AddColumn();
        foreach (var (name, value) in facts)
        {
            if (!string.IsNullOrEmpty(value))
            {
                grid.AddRow(new Text(name, new Style(decoration: Decoration.Bold)), new Text(value));
            }
        }

        Out.Write(grid);
    }

    private static IAnsiConsole Open(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = redirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
        });
        if (redirected)
        {
            console.Profile.Width = int.TryParse(
                Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture,
                out var wished) && wished >= ColumnsMin ? wished : RedirectedColumns;
        }

        return console;
    }
}
