using System.Text.Json;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Hosting;
using Heliostat.Protocol.Api;
using Microsoft.Extensions.Logging.Abstractions;

namespace Heliostat.Manager.Tests.Support;

/// <summary>A whole manager on free ports, with its own files.</summary>
internal sealed class LiveManager : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Func<ManagerOptions, ManagerOptions> _set;
    private ServingHost _running = null!;

    private LiveManager(Func<ManagerOptions, ManagerOptions>? set) => _set = set ?? (options => options);

    public HttpClient Http { get; } = new();

    public string Folder => _folder.Path;

    public string Origin => _running.Origins.Api;

    public Uri BlobOrigin => _running.Origins.Blobs;

    public ManagerParts Parts => _running.Parts;

    public KeyFile OwnerKey =>
        JsonSerializer.Deserialize(File.ReadAllBytes(_folder.File("owner.key.json")), ApiFilesJson.Default.KeyFile)!;

    public ApiClient Owner => new(this, new NewKey(OwnerKey.PublicKey, OwnerKey.SecretKey));

    public static async Task<LiveManager> StartAsync(Func<ManagerOptions, ManagerOptions>? set = null)
    {
        var manager = new LiveManager(set);
        await manager.OpenAsync();
        return manager;
    }

    public async Task RestartAsync()
    {
        await _running.DisposeAsync();
        await OpenAsync();
    }

    public Task<ApiClient> ConsumerAsync() => OpenAccountAsync("consumer");

    public Task<ApiClient> OperatorAsync() => OpenAccountAsync("operator");

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _running.DisposeAsync();
        _folder.Dispose();
    }

    private async Task OpenAsync()
    {
        var options = _set(new ManagerOptions { DataFolder = _folder.Path, Port = 0, BlobPort = 0 });
        _running = await ManagerHost.StartAsync(options, NullLoggerFactory.Instance, CancellationToken.None);
    }

    private async Task<ApiClient> OpenAccountAsync(string kind)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new AccountRequest(kind, $"a {kind}"), ApiJson.Default.AccountRequest);
        using var answer = await Owner.SendAsync("POST", "/v1/accounts", body);
        var created = await ApiClient.ReadAsync(answer, ApiJson.Default.AccountCreated);
        return new ApiClient(this, new NewKey(created.Key.Key.PublicKey, created.Key.SecretKey))
        {
            Account = new(created.Account.Uuid),
        };
    }
}
