using System.Text;

namespace Heliostat.Tidy.Tests.Layout;

/// <summary>What belongs to one machine or one feed, and so to no file of the tree.</summary>
internal static class Places
{
    // Written in halves, so that this file does not find itself.
    private static readonly string[] Banned =
    [
        "/wor" + "k/", "/tmp/b" + "rief", "/tmp/w" + "t/",
        "api.nu" + "get.org", "www.nu" + "get.org", "registry.n" + "pmjs.org", "py" + "pi.org", "pythonho" + "sted.org",
        "crates" + ".io", "proxy.go" + "lang.org", "arti" + "factory", "deb.de" + "bian.org",
    ];

    private static readonly string[] FeedFiles = ["nuget.config", ".npmrc", ".pypirc", "pip.conf"];

    public static IEnumerable<Violation> Find(string path, byte[] bytes)
    {
        if (FeedFiles.Contains(Path.GetFileName(path), StringComparer.OrdinalIgnoreCase))
        {
            yield return new(path, 0, "where packages come from is each machine's own setting: remove it.");
        }

        // What has a zero byte is a picture or a scene, not text.
        if (Array.IndexOf(bytes, (byte)0) >= 0)
        {
            yield break;
        }

        foreach (var (number, line) in Encoding.UTF8.GetString(bytes).Split('\n').Index())
        {
            var place = Array.Find(Banned, banned => line.Contains(banned, StringComparison.OrdinalIgnoreCase));
            if (place is not null)
            {
                yield return new(
                    path, number + 1, $"'{place}' names one machine or one package feed: say it in general.");
            }
        }
    }
}
