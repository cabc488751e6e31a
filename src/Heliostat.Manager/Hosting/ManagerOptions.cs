using System.Net;
using Heliostat.Manager.Streams;
using Heliostat.Manager.Vault;

namespace Heliostat.Manager.Hosting;

/// <summary>How one manager is run.</summary>
public sealed record ManagerOptions
{
    /// <summary>The port of the API and the relay unless another is asked for.</summary>
    public const int PortDefault = 8080;

    /// <summary>The port of the blob store unless another is asked for.</summary>
    public const int BlobPortDefault = 8090;

    /// <summary>Requests a second that one API key may go on asking, unless another number is asked for.</summary>
    public const int RequestsPerSecondDefault = 100;

    /// <summary>The most requests a second that may be asked for.</summary>
    public const int RequestsPerSecondMax = 1_000_000;

    /// <summary>Days for which a blob that nobody needs is kept, unless another number is asked for.</summary>
    public const int KeepBlobsDaysDefault = 7;

    /// <summary>The most days that may be asked for.</summary>
    public const int KeepBlobsDaysMax = 3_650;

    /// <summary>
    /// The folder that holds journal, views, vault and blobs; made, for its owner only, where it is missing.
    /// </summary>
    public required string DataFolder { get; init; }

    /// <summary>The address to listen on; loopback unless others are to reach the manager.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port of the API and the relay; 0 takes a free one.</summary>
    public int Port { get; init; } = PortDefault;

    /// <summary>The port of the blob store; 0 takes a free one.</summary>
    public int BlobPort { get; init; } = BlobPortDefault;

    /// <summary>
    /// Where others reach the API, such as <c>https://manager.example</c>; by default the address and port listened on.
    /// </summary>
    public string? Origin { get; init; }

    /// <summary>Where others reach the blob store; by default the address and port listened on.</summary>
    public string? BlobOrigin { get; init; }

    /// <summary>
    /// Starts although the clock stands before the journal's last entry, or over seven days behind it.
    /// </summary>
    public bool AcceptClock { get; init; }

    /// <summary>Requests a second that one API key may go on asking; 0 for no limit.</summary>
    public int RequestsPerSecond { get; init; } = RequestsPerSecondDefault;

    /// <summary>
    /// Lets webhooks lead to this machine, and there also by http: for trying a network out, never for others.
    /// </summary>
    public bool LoopbackWebhooks { get; init; }

    /// <summary>
    /// Days for which a blob stays after it was used last, and a result after its job became final.
    /// </summary>
    public int KeepBlobsDays { get; init; } = KeepBlobsDaysDefault;

    /// <summary>Bytes a second that each account may upload, over all its connections; 0 for no cap.</summary>
    public long UploadBytesPerSecond { get; init; }

    /// <summary>Bytes a second that are sent for each account, over all its connections; 0 for no cap.</summary>
    public long DownloadBytesPerSecond { get; init; }

    /// <summary>
    /// TCP ports that lead to the ports of containers, one each, for programs such as <c>ssh</c>; null for none.
    /// </summary>
    public PortRange? StreamPorts { get; init; }

    /// <summary>Where the network owner's first key is written, once; by default in the data folder.</summary>
    public string? OwnerKeyFile { get; init; }

    /// <summary>
    /// The file of the vault's master key; by default what the environment names, else in the data folder.
    /// </summary>
    public string? VaultKeyFile { get; init; }

    internal string OwnerKeyPath => OwnerKeyFile ?? Path.Combine(DataFolder, "owner.key.json");

    internal string VaultKeyPath =>
        VaultKeyFile
        ?? Environment.GetEnvironmentVariable(MasterKey.FileVariable)
        ?? Path.Combine(DataFolder, "vault.key");
}
