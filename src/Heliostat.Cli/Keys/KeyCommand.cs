using System.CommandLine;

namespace Heliostat.Cli.Keys;

/// <summary><c>heliostat key</c>: the API keys of the caller's own account.</summary>
internal static class KeyCommand
{
    public static Command Create() => new("key", "The API keys of your own account.")
    {
        KeyCreateCommand.Create(),
        KeyListCommand.Create(),
        KeyRevokeCommand.Create(),
    };
}
