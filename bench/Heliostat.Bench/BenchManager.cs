using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Heliostat.Client;
using Heliostat.Client.Calls;
using Heliostat.Protocol.Api;

namespace Heliostat.Bench;

/// <summary>A manager in a process of its own, with a consumer who submits.</summary>
internal sealed class BenchManager : IAsyncDisposable
{
    private readonly BenchFolder _folder;
    private readonly ProgramProcess _process;
    private readonly HeliostatClient _owner;

    private BenchManager(BenchFolder folder, ProgramProcess process, HeliostatClient owner, KeyFile consumer)
    {
        (_folder, _process, _owner, ConsumerKey) = (folder, process, owner, consumer);
        Consumer = new HeliostatClient(consumer);
        Url = owner.Origin.GetLeftPart(UriPartial.Authority);
    }

    public string Url { get; }

    public KeyFile ConsumerKey { get; }

    public HeliostatClient Consumer { get; }

    public HeliostatClient Owner => _owner;

    public int ProcessId => _process.Id;

    public string JournalFile => _folder.Under("manager/journal.db");

    public static async Task<BenchManager> StartAsync(BenchFolder folder)
    {
        var (port, blobs) = (FreePort(), FreePort());
        var url = $"http://127.0.0.1:{port}";
        var ownerKey = folder.Under("owner.json");
        var process = ProgramProcess.Start(
            [
                "manager", "run", "--until-eof", "--json",
                "--data", folder.Under("manager"),
                "--port", port.ToString(CultureInfo.InvariantCulture),
                "--blob-port", blobs.ToString(CultureInfo.InvariantCulture),
                "--origin", url,
                "--requests-per-second", "0",
                "--owner-key-file", ownerKey,
            ],
            new Dictionary<string, string>(),
            []);
        await process.ReadyAsync();
        var owner = new HeliostatClient(KeyFiles.Read(ownerKey) with { Url = url });
        var made = await owner.Accounts.CreateAsync(AccountCalls.Consumer, "bench", CancellationToken.None);
        var key = new KeyFile(url, made.Key.Key.PublicKey, made.Key.SecretKey);
        return new BenchManager(folder, process, owner, key);
    }

    /// <summary>Writes the key file of a new operator, and tells where.</summary>
    public async Task<string> CreateOperatorAsync(string name)
    {
        var made = await _owner.Accounts.CreateAsync(AccountCalls.Operator, name, CancellationToken.None);
        var file = _folder.Under($"{name}.json");
        KeyFiles.Write(file, new KeyFile(Url, made.Key.Key.PublicKey, made.Key.SecretKey));
        return file;
    }

    public async ValueTask DisposeAsync()
    {
        Consumer.Dispose();
        _owner.Dispose();
        await _process.DisposeAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
