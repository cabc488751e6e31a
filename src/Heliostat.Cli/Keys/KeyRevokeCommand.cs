using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Keys;

/// <summary><c>heliostat key revoke</c>.</summary>
internal static class KeyRevokeCommand
{
    private static readonly Argument<string> Key = new("KEY") { Description = "The public half, pk_…" };

    public static Command Create() => new Command("revoke", "Revoke a key, at once and for good.") { Key }
        .Does(RunAsync);

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var key = await client.Keys.RevokeAsync(run.Get(Key), run.Cancellation);
        if (run.Terminal.IsJson)
        {
            run.Terminal.Print(key, ApiJson.Default.ApiKeyResource);
        }
        else
        {
            run.Terminal.Print($"Key {key.PublicKey} is revoked.");
        }
    }
}
