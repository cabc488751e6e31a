namespace Heliostat.Cli.Jobs;

/// <summary>Takes the end of a log.</summary>
internal static class LogLines
{
    /// <summary>Bytes of a log's end in which lines are looked for.</summary>
    public const long TailBytes = 64 * 1024;

    /// <summary>The last lines of a text; all of it where no number is given.</summary>
    public static string Last(string text, int? lines)
    {
        if (lines is not { } count)
        {
            return text;
        }

        var start = text.EndsWith('\n') ? text.Length - 1 : text.Length;
        for (var i = 0; i < count && start > 0; i++)
        {
            start = text.LastIndexOf('\n', start - 1);
            if (start < 0)
            {
                return text;
            }
        }

        return count == 0 ? "" : start == 0 && text[0] != '\n' ? text : text[(start + 1)..];
    }
}
