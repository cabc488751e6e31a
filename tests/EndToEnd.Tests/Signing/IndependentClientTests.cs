using System.Text.Json;
using Heliostat.Client;
using Heliostat.EndToEnd.Tests.Running;

namespace Heliostat.EndToEnd.Tests.Signing;

[Trait("suite", "signing")]
public sealed class IndependentClientTests
{
    private const string Python = "/usr/bin/python3";
    private const string Audience = "relay";

    [Fact]
    public async Task A_client_in_Python_creates_lists_and_cancels_a_job_and_its_forgeries_are_refused()
    {
        await using var network = await TestNetwork.StartAsync(0);
        var key = KeyFiles.Read(network.ConsumerKeyFile);

        var run = await ToolRun.RunAsync(Python, [Script("client.py")], new Dictionary<string, string>
        {
            ["HELIOSTAT_URL"] = network.Url,
            ["HELIOSTAT_PUBLIC_KEY"] = key.PublicKey,
            ["HELIOSTAT_SECRET_KEY"] = key.SecretKey,
        });

        Assert.True(run.Code == 0, run.Output + run.Error);
        using var said = JsonDocument.Parse(run.Output);
        Assert.True(said.RootElement.GetProperty("checks").GetInt32() > 0);
        foreach (var job in said.RootElement.GetProperty("jobs").EnumerateArray())
        {
            var seen = await network.Consumer.Jobs.GetAsync(job.GetGuid(), CancellationToken.None);
            Assert.Equal(JobStatuses.Cancelled, seen.Status);
        }
    }

    [Fact]
    public async Task Debians_python3_jwt_verifies_a_nodes_token_by_the_published_keys()
    {
        await using var network = await TestNetwork.StartAsync(0);
        var node = await network.RegisterAsync("node-1");
        using var settings = JsonDocument.Parse(
            await File.ReadAllBytesAsync(Path.Combine(node.Folder, "config.json")));
        var token = settings.RootElement.GetProperty("token").GetString()!;
        var issuer = settings.RootElement.GetProperty("network_id").GetString()!;
        string[] arguments = [Script("verify_token.py"), $"{network.Url}/.well-known/jwks.json", issuer, Audience];

        var run = await ToolRun.RunAsync(Python, arguments, input: token);

        using var claims = JsonDocument.Parse(run.Succeeded().Output);
        Assert.Equal(node.Id, claims.RootElement.GetProperty("sub").GetGuid());

        var parts = token.Split('.');
        parts[1] = parts[1][..^1] + (parts[1][^1] == 'A' ? 'B' : 'A');
        var forged = await ToolRun.RunAsync(Python, arguments, input: string.Join('.', parts));
        Assert.NotEqual(0, forged.Code);
    }

    private static string Script(string name) =>
        Path.Combine(Places.Root, "tests", "EndToEnd.Tests", "Signing", name);
}
