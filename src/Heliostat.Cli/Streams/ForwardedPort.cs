using System.CommandLine.Parsing;
using System.Globalization;

namespace Heliostat.Cli.Streams;

/// <summary>A port of a container, and the port of this machine that leads to it.</summary>
/// <param name="Local">The port on 127.0.0.1; 0 takes a free one.</param>
/// <param name="Inner">The container's port.</param>
internal sealed record ForwardedPort(int Local, int Inner)
{
    /// <summary>Reads <c>8888</c> or <c>9000:8888</c>, as often as they come.</summary>
    public static ForwardedPort[]? Parse(ArgumentResult result)
    {
        var ports = new List<ForwardedPort>();
        foreach (var token in result.Tokens)
        {
            if (TryParse(token.Value) is not { } port)
            {
                result.AddError($"'{token.Value}' is no port; write it as PORT or LOCAL:PORT, such as 9000:8888.");
                return null;
            }

            ports.Add(port);
        }

        return [.. ports];
    }

    private static ForwardedPort? TryParse(string text) => text.Split(':') switch
    {
        [var both] when TryRead(both, 1, out var port) => new ForwardedPort(port, port),
        [var local, var inner] when TryRead(local, 0, out var here) && TryRead(inner, 1, out var there) =>
            new ForwardedPort(here, there),
        _ => null,
    };

    private static bool TryRead(string text, int least, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port)
        && port >= least && port <= ushort.MaxValue;
}
