using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using Heliostat.Cli.Jobs;
using Heliostat.Cli.Running;
using Heliostat.Manager.Blobs;
using Heliostat.Manager.Hosting;
using Heliostat.Manager.Streams;

namespace Heliostat.Cli.Managers;

/// <summary><c>heliostat manager run</c>.</summary>
internal static class ManagerRunCommand
{
    private static readonly Option<DirectoryInfo> Data = new("--data")
    {
        Description = "The folder of journal, views, vault and blobs; made, for its owner only, where it is missing.",
        HelpName = "DIR",
        Required = true,
    };

    private static readonly Option<IPAddress> Address = new("--address")
    {
        Description = "The address to listen on. Nothing here is encrypted: put a TLS proxy before it for others. "
            + "[default: 127.0.0.1]",
        HelpName = "IP",
        CustomParser = ParseAddress,
        DefaultValueFactory = _ => IPAddress.Loopback,
    };

    private static readonly Option<int> Port = PortOption(
        "--port", "The port of the API and of the nodes' relay; 0 takes a free one.", ManagerOptions.PortDefault);

    private static readonly Option<int> BlobPort = PortOption(
        "--blob-port", "The port of the blob store; 0 takes a free one.", ManagerOptions.BlobPortDefault);

    private static readonly Option<string?> Origin = new("--origin")
    {
        Description = "Where others reach the API, such as https://manager.example. [default: address and port]",
        HelpName = "URL",
    };

    private static readonly Option<string?> BlobOrigin = new("--blob-origin")
    {
        Description = "Where others reach the blob store. [default: address and blob port]",
        HelpName = "URL",
    };

    private static readonly Option<int> RequestsPerSecond = JobArguments.WithBounds(
        new Option<int>("--requests-per-second")
        {
            Description = "Requests a second that one API key may go on asking; 0 for no limit.",
            HelpName = "N",
            DefaultValueFactory = _ => ManagerOptions.RequestsPerSecondDefault,
        },
        0,
        ManagerOptions.RequestsPerSecondMax);

    private static readonly Option<int> KeepBlobs = JobArguments.WithBounds(
        new Option<int>("--keep-blobs")
        {
            Description = "Days for which a file stays after it was used last, and a result after its job became final "
                + "(72 hours after its end, or when it is approved).",
            HelpName = "DAYS",
            DefaultValueFactory = _ => ManagerOptions.KeepBlobsDaysDefault,
        },
        1,
        ManagerOptions.KeepBlobsDaysMax);

    private static readonly Option<long?> UploadRate = RateOption(
        "--upload-rate", "Bytes a second that each account, and the nodes that work for it, may upload, such as 20MB.");

    private static readonly Option<long?> DownloadRate = RateOption(
        "--download-rate", "Bytes a second that are sent for each account, to itself and to nodes, such as 50MB.");

    private static readonly Option<FileInfo?> OwnerKey = new("--owner-key-file")
    {
        Description = "Where the network owner's first key is written, once, mode 0600. [default: in the data folder]",
        HelpName = "FILE",
    };

    private static readonly Option<FileInfo?> VaultKey = new("--vault-key-file")
    {
        Description = "The vault's master key: keep it apart from the back-ups. Else HELIOSTAT_VAULT_KEY_FILE, else in "
            + "the data folder.",
        HelpName = "FILE",
    };

    private static readonly Option<PortRange?> StreamPorts = new("--stream-ports")
    {
        Description = "TCP ports that lead to the ports of containers, one each, such as 30000-30999. [default: none]",
        HelpName = "FIRST-LAST",
        CustomParser = ParseRange,
    };

    private static readonly Option<bool> LoopbackWebhooks = new("--allow-loopback-webhooks")
    {
        Description = "Let webhooks lead to this machine, there also by http: to try a network out, never for others.",
    };

    private static readonly Option<bool> AcceptClock = new("--accept-clock")
    {
        Description = "Start although the clock stands before the journal's last entry, or over seven days after it.",
    };

    public static Command Create() => new Command(
        "run",
        "Run a manager until Ctrl-C or SIGTERM. Says 'heliostat manager ready at URL' once it serves. The first start "
        + "makes the network and writes its owner's key.")
    {
        Data, Address, Port, BlobPort, Origin, BlobOrigin, RequestsPerSecond, KeepBlobs, UploadRate, DownloadRate,
        OwnerKey, VaultKey, StreamPorts, LoopbackWebhooks, AcceptClock, InputEnd.Until,
    }.Does(RunAsync).Shows(
        "heliostat manager run --data /var/lib/heliostat",
        "heliostat manager run --data /var/lib/heliostat --origin https://manager.example "
        + "--blob-origin https://blobs.example");

    private static async Task RunAsync(CommandRun run)
    {
        using var stop = InputEnd.Watch(run);
        var options = new ManagerOptions
        {
            DataFolder = run.Get(Data)!.FullName,
            Address = run.Get(Address)!,
            Port = run.Get(Port),
            BlobPort = run.Get(BlobPort),
            Origin = run.Get(Origin),
            BlobOrigin = run.Get(BlobOrigin),
            RequestsPerSecond = run.Get(RequestsPerSecond),
            UploadBytesPerSecond = run.Get(UploadRate) ?? 0,
            DownloadBytesPerSecond = run.Get(DownloadRate) ?? 0,
            KeepBlobsDays = run.Get(KeepBlobs),
            OwnerKeyFile = run.Get(OwnerKey)?.FullName,
            VaultKeyFile = run.Get(VaultKey)?.FullName,
            StreamPorts = run.Get(StreamPorts),
            LoopbackWebhooks = run.Get(LoopbackWebhooks),
            AcceptClock = run.Get(AcceptClock),
        };
        try
        {
            await ManagerHost.RunAsync(options, stop.Token);
        }
        catch (ManagerStartException cause)
        {
            throw CliFailure.Failed(cause.Code, cause.Message, "");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // It was asked to stop, and did.
        }
    }

    private static Option<int> PortOption(string name, string description, int usual) => JobArguments.WithBounds(
        new Option<int>(name) { Description = description, HelpName = "PORT", DefaultValueFactory = _ => usual },
        0,
        ushort.MaxValue);

    private static Option<long?> RateOption(string name, string description)
    {
        var option = new Option<long?>(name)
        {
            Description = $"{description} [default: no cap]",
            HelpName = "SIZE",
            CustomParser = Sizes.Parse,
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long?>() is < BandwidthCaps.BytesPerSecondMin)
            {
                result.AddError($"{name} is at least {BandwidthCaps.BytesPerSecondMin} bytes a second.");
            }
        });
        return option;
    }

    private static PortRange? ParseRange(ArgumentResult result)
    {
        if (PortRange.TryParse(result.Tokens[0].Value) is { } range)
        {
            return range;
        }

        result.AddError($"'{result.Tokens[0].Value}' is no range of ports from 1024 to 65535, such as 30000-30999.");
        return null;
    }

    private static IPAddress? ParseAddress(ArgumentResult result)
    {
        if (IPAddress.TryParse(result.Tokens[0].Value, out var address))
        {
            return address;
        }

        result.AddError($"'{result.Tokens[0].Value}' is not an IP address, such as 127.0.0.1 or ::.");
        return null;
    }
}
