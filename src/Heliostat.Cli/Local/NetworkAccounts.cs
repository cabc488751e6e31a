using Heliostat.Client;
using Heliostat.Client.Calls;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Local;

/// <summary>
/// Makes the accounts of a network on this machine, each with its key file, where they are not there yet.
/// </summary>
internal sealed class NetworkAccounts
{
    private readonly HeliostatClient _owner;
    private readonly string _url;

    public NetworkAccounts(HeliostatClient owner, string url)
    {
        _owner = owner;
        _url = url;
    }

    public async Task CreateAsync(NetworkPlan plan, CancellationToken cancellation)
    {
        await CreateAsync(AccountCalls.Consumer, "consumer", plan.ConsumerKeyFile, cancellation);
        for (var number = 1; number <= plan.Nodes; number++)
        {
            var file = plan.OperatorKeyFileOf(number);
            await CreateAsync(AccountCalls.Operator, $"operator-{number}", file, cancellation);
        }
    }

    private async Task CreateAsync(string kind, string name, string keyFile, CancellationToken cancellation)
    {
        if (File.Exists(keyFile))
        {
            return;
        }

        var created = await _owner.Accounts.CreateAsync(kind, name, cancellation);
        KeyFiles.Write(keyFile, new KeyFile(_url, created.Key.Key.PublicKey, created.Key.SecretKey));
    }
}
