using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Client;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Keys;

/// <summary><c>heliostat key create</c>.</summary>
internal static class KeyCreateCommand
{
    private static readonly Argument<string> Name = new("NAME") { Description = "What people call the key." };

    private static readonly Option<FileInfo?> Output = new("--output", "-o")
    {
        Description = "The key file to write, mode 0600.",
        HelpName = "FILE",
        Required = true,
    };

    private static readonly Option<TimeSpan?> Expires = new("--expires")
    {
        Description = "How long it is good for, such as 12h or 30d. [default: for ever]",
        HelpName = "TIME",
        CustomParser = result => Durations.Parse(result),
    };

    private static readonly Option<string[]> Addresses = new("--allow-ip")
    {
        Description = "An address or CIDR block from which it may be used; may be given more than once. [default: any]",
        HelpName = "ADDRESS",
    };

    public static Command Create() => new Command(
        "create", "Create another key of your account, with the same rights.") { Name, Output, Expires, Addresses }
        .Does(RunAsync)
        .Shows("heliostat key create ci --output ci.json --expires 30d --allow-ip 192.0.2.0/24");

    private static async Task RunAsync(CommandRun run)
    {
        var path = run.Get(Output)!.FullName;
        if (File.Exists(path))
        {
            throw CliFailure.Usage(
                "key-file-exists", $"{path} is there already.", "Name another file with --output, or remove it.");
        }

        using var client = run.Client();
        long? expires = run.Get(Expires) is { } time ? (DateTimeOffset.UtcNow + time).ToUnixTimeMilliseconds() : null;
        var wish = new ApiKeyRequest(run.Get(Name), expires, run.Get(Addresses) is { Length: > 0 } ips ? ips : null);
        var created = await client.Keys.CreateAsync(wish, run.Cancellation);
        var url = client.Origin.GetLeftPart(UriPartial.Authority);
        KeyFiles.Write(path, new KeyFile(url, created.Key.PublicKey, created.SecretKey));
        if (run.Terminal.IsJson)
        {
            run.Terminal.Print(created.Key, ApiJson.Default.ApiKeyResource);
        }
        else
        {
            run.Terminal.Print($"Created {created.Key.PublicKey}; its secret is in {path} and nowhere else.");
        }
    }
}
