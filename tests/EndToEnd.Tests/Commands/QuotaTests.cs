using System.Text.Json;
using Heliostat.Client;
using Heliostat.Client.Calls;
using Heliostat.EndToEnd.Tests.Running;

namespace Heliostat.EndToEnd.Tests.Commands;

/// <summary>Quotas as the network owner sets them and a consumer meets them.</summary>
[Collection(SharedNetworkGroup.Name)]
public sealed class QuotaTests(SharedNetwork shared)
{
    private readonly TestNetwork _network = shared.Network;

    [Fact]
    public async Task A_consumer_meets_its_quota_and_is_told_what_to_do()
    {
        var key = _network.Under("small.json");
        var account = await _network.CreateAsync(AccountCalls.Consumer, "small", key);
        var set = await _network.HeliostatAsync(
            "consumer", "quota", $"{account.Uuid}", "--tasks", "5", "--bytes", "1.5GB", "--weight", "2",
            "--key-file", _network.OwnerKeyFile);
        Assert.Contains("1.5 GB", set.Succeeded().Output, StringComparison.Ordinal);

        var over = await _network.HeliostatAsync(
            "job", "submit", "--plugin", "echo", "--count", "6", "--key-file", key);
        Assert.Equal(3, over.Code);
        Assert.Contains("quota is 5", over.Error, StringComparison.Ordinal);

        var waits = await _network.HeliostatAsync(
            "job", "submit", "--plugin", "echo", "--count", "4", "--memory", "90000", "--key-file", key, "--json");
        using var job = JsonDocument.Parse(waits.Succeeded().Output);
        var shown = await _network.HeliostatAsync("consumer", "show", "--key-file", key);
        Assert.Contains("near: 80 %", shown.Succeeded().Output, StringComparison.Ordinal);

        using var client = HeliostatClient.FromKeyFile(key);
        var usage = await client.Accounts.GetOwnAsync(CancellationToken.None);
        Assert.Equal((1, 4, 2), (usage.Used.Jobs, usage.Used.Tasks, usage.Weight));
        await client.Jobs.CancelAsync(job.RootElement.GetProperty("uuid").GetGuid(), null, CancellationToken.None);
    }
}
