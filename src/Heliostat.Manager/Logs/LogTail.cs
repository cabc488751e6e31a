using System.Text;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Logs;

/// <summary>The end of a run's log.</summary>
internal static class LogTail
{
    /// <summary>Bytes that are shown of a log.</summary>
    public const int BytesMax = 64 * 1024;

    /// <summary>The last bytes of what a run printed, from a character's beginning, with a line's end last.</summary>
    public static async Task<string> ReadAsync(RunLogFiles files, RunId run, CancellationToken cancellation)
    {
        await using var file = files.Open(run);
        if (file is null)
        {
            return "";
        }

        file.Seek(Math.Max(0, file.Length - BytesMax), SeekOrigin.Begin);
        var bytes = new byte[BytesMax];
        var count = await file.ReadAtLeastAsync(bytes, BytesMax, throwOnEndOfStream: false, cancellation);
        var first = 0;
        while (first < count && (bytes[first] & 0xC0) == 0x80)
        {
            first++;
        }

        var text = Encoding.UTF8.GetString(bytes, first, count - first);
        return text.Length == 0 || text.EndsWith('\n') ? text : text + "\n";
    }
}
