using System.Net.WebSockets;
using System.Text.Json;
using Heliostat.EndToEnd.Tests.Running;

namespace Heliostat.EndToEnd.Tests.Refusing;

[Collection(SharedNetworkGroup.Name)]
public sealed class NodeRefusalTests(SharedNetwork shared)
{
    private const int AuthenticationCode = 4001;
    private const int SecondsMax = 20;

    private readonly TestNetwork _network = shared.Network;

    [Fact]
    public async Task A_node_that_says_it_is_another_is_refused()
    {
        var token = Token(_network.Nodes[0]);

        Assert.True(await IsRefusedAsync(_network.Nodes[1].Id, token));
    }

    [Fact]
    public async Task A_token_that_was_altered_is_refused()
    {
        var parts = Token(_network.Nodes[0]).Split('.');
        var signature = parts[2];
        parts[2] = (signature[0] == 'A' ? 'B' : 'A') + signature[1..];

        Assert.True(await IsRefusedAsync(_network.Nodes[0].Id, string.Join('.', parts)));
    }

    [Fact]
    public async Task A_node_cannot_be_registered_with_a_consumers_key()
    {
        var run = await ToolRun.HeliostatAsync(
            new Dictionary<string, string> { ["HELIOSTAT_HOME"] = _network.Under("nodes", "no-operator") },
            "node", "register", "--gateway-url", _network.Url, "--name", "no-operator",
            "--operator-key-file", _network.ConsumerKeyFile);

        Assert.Equal(3, run.Code);
        Assert.False(File.Exists(_network.Under("nodes", "no-operator", "private_key.pem")));
    }

    private static string Token(TestNode node)
    {
        using var settings = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(node.Folder, "config.json")));
        return settings.RootElement.GetProperty("token").GetString()!;
    }

    // Refused at the door, or let in just to be told why and closed.
    private async Task<bool> IsRefusedAsync(Guid node, string token)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(SecondsMax));
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        var url = new Uri($"{_network.Url.Replace("http", "ws", StringComparison.Ordinal)}/api/v1/relay/ws/{node}");
        try
        {
            await socket.ConnectAsync(url, limit.Token);
        }
        catch (WebSocketException)
        {
            return true;
        }

        var answer = await socket.ReceiveAsync(new byte[4_096], limit.Token);
        return answer.MessageType == WebSocketMessageType.Close
            && (int)socket.CloseStatus!.Value == AuthenticationCode;
    }
}
