using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Keys;

/// <summary><c>heliostat key list</c>.</summary>
internal static class KeyListCommand
{
    public static Command Create() => new Command("list", "List the keys of your account, without their secrets.")
        .Does(RunAsync);

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var keys = await client.Keys.AllAsync(run.Cancellation).ToListAsync();
        if (run.Terminal.IsJson)
        {
            var page = new ListPage<ApiKeyResource>(keys, 1, keys.Count, keys.Count);
            run.Terminal.Print(page, ApiJson.Default.ListPageApiKeyResource);
            return;
        }

        run.Terminal.Print(
            ["Key", "Name", "Preset", "Created", "Expires", "From", "State"],
            keys.Select(key => new[]
            {
                key.PublicKey,
                key.Name,
                key.Preset,
                Words.Time(key.CreatedAt),
                key.ExpiresAt is null ? "never" : Words.Time(key.ExpiresAt),
                key.AllowedIps.Count == 0 ? "anywhere" : string.Join(' ', key.AllowedIps),
                key.Revoked ? "revoked" : "good",
            }));
    }
}
