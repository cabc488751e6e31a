using System.CommandLine;

namespace Heliostat.Cli.Running;

/// <summary>The options that every command takes.</summary>
internal static class GlobalOptions
{
    public static readonly Option<string?> Url = new("--url")
    {
        Description = "The manager's URL. Else HELIOSTAT_URL, else the key file's, else the configuration file's.",
        HelpName = "URL",
        Recursive = true,
    };

    public static readonly Option<string?> KeyFile = new("--key-file")
    {
        Description = "The file with your API key. Else HELIOSTAT_KEY_FILE, else the configuration file's.",
        HelpName = "FILE",
        Recursive = true,
    };

    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Print JSON for programs instead of text for people.",
        Recursive = true,
    };

    public static readonly Option<bool> Quiet = new("--quiet", "-q")
    {
        Description = "Print results and errors only: no progress, no advice.",
        Recursive = true,
    };

    public static readonly Option<bool> Verbose = new("--verbose", "-v")
    {
        Description = "Print more: what is waited for, and where an error came from.",
        Recursive = true,
    };

    public static void AddTo(Command root)
    {
        foreach (var option in new Option[] { Url, KeyFile, Json, Quiet, Verbose })
        {
            root.Add(option);
        }
    }
}
