namespace Heliostat.Node.Sandbox;

/// <summary>Keeps the last lines that a program wrote to its standard error.</summary>
internal sealed class ErrorTail
{
    private const int LinesMax = 60;
    private const int LineBytesMax = 2000;

    private readonly Queue<string> _lines = new();

    /// <summary>The kept lines as one text.</summary>
    public string Text
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    /// <summary>Reads until the program closes its standard error.</summary>
    public async Task FollowAsync(Stream stream, Action<string>? onLine)
    {
        var reader = new LineReader(stream, LineBytesMax);
        try
        {
            while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
            {
                Keep(line);
                onLine?.Invoke(line);
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            Keep("(its standard error could not be read any further)");
        }
    }

    private void Keep(string line)
    {
        lock (_lines)
        {
            _lines.Enqueue(line);
            while (_lines.Count > LinesMax)
            {
                _ = _lines.Dequeue();
            }
        }
    }
}
