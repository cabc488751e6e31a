using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Client;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Accounts;

/// <summary><c>heliostat operator create</c> and <c>heliostat consumer create</c>.</summary>
internal static class AccountCreateCommand
{
    public static Command Create(string kind, string description)
    {
        var name = new Argument<string>("NAME") { Description = $"What people call the {kind}." };
        var output = new Option<FileInfo?>("--output", "-o")
        {
            Description = $"The key file to write, mode 0600. [default: {kind}-NAME.json]",
            HelpName = "FILE",
        };
        return new Command("create", description) { name, output }
            .Does(run => RunAsync(run, kind, run.Get(name), run.Get(output)?.FullName))
            .Shows($"heliostat {kind} create sunrise --output {kind}.json");
    }

    private static async Task RunAsync(CommandRun run, string kind, string name, string? output)
    {
        var path = output ?? Path.GetFullPath($"{kind}-{SafeName(name)}.json");
        if (File.Exists(path))
        {
            throw CliFailure.Usage(
                "key-file-exists", $"{path} is there already.", "Name another file with --output, or remove it.");
        }

        using var client = run.Client();
        var created = await client.Accounts.CreateAsync(kind, name, run.Cancellation);
        var url = client.Origin.GetLeftPart(UriPartial.Authority);
        KeyFiles.Write(path, new KeyFile(url, created.Key.Key.PublicKey, created.Key.SecretKey));
        if (run.Terminal.IsJson)
        {
            // The secret goes to the file only, never to a terminal or a log.
            run.Terminal.Print(created.Account, ApiJson.Default.AccountResource);
            return;
        }

        run.Terminal.Print($"Created {kind} {created.Account.Name} ({created.Account.Uuid}).");
        run.Terminal.Print($"Its key is in {path}. The secret is nowhere else: keep the file safe.");
    }

    private static string SafeName(string name) =>
        string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-'));
}
