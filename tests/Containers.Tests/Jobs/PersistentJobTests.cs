using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Heliostat.Client;
using Heliostat.Containers.Tests.Support;
using Heliostat.EndToEnd.Tests.Running;
using Heliostat.Node.Engines;

namespace Heliostat.Containers.Tests.Jobs;

/// <summary>A container that runs until it is stopped, whatever becomes of those who look after it.</summary>
public sealed class PersistentJobTests
{
    private const int AnswerSecondsMax = 120;
    private const int EndSecondsMax = 120;
    private const int Port = 8080;
    private const string Script = "trap 'exit 0' TERM; nc -ll -p 8080 -e cat & while :; do sleep 0.2; done";

    [Fact]
    public async Task A_container_outlives_its_manager_and_its_agent_and_its_port_answers_again()
    {
        await using var hidden = await HiddenNetwork.StartAsync(EngineKind.Docker);
        var network = hidden.Network;
        await using var registry = await PrivateRegistry.StartAsync(hidden.Engine, withLogin: false);
        var image = (await registry.FillAsync(hidden.Engine, "service", 1000)).ToString();
        var job = HiddenNetwork.JobIn(await network.HeliostatAsync(
            "job", "run", image, "--persistent", "--port", $"{Port}", "--json", "--", "sh", "-c", Script));
        var run = await hidden.RunningAsync(job);
        var container = Assert.Single(await hidden.ContainersAsync());
        await using var forward = Server.Start(["port-forward", $"{job}", $"0:{Port}"], network.ConsumerVariables);
        await forward.SpokeAsync(TestNetwork.ManagerSecondsMax);
        await AnswersAsync(network, forward);

        await network.Manager.KillAsync();
        Assert.Equal([container], await hidden.ContainersAsync());
        await network.RestartManagerAsync();
        await AnswersAsync(network, forward);

        await network.Nodes[0].Process!.KillAsync();
        Assert.Equal([container], await hidden.ContainersAsync());
        await network.RestartAsync(network.Nodes[0]);
        await AnswersAsync(network, forward);

        Assert.Equal([container], await hidden.ContainersAsync());
        Assert.Equal(run.Uuid, (await hidden.RunningAsync(job)).Uuid);
        (await network.HeliostatAsync("job", "cancel", $"{job}")).Succeeded();
        Assert.Equal(JobStatuses.Cancelled, (await network.EndAsync(job, EndSecondsMax)).Status);
        await hidden.NothingLeftAsync();
    }

    // It answers once the agent is back at its manager; until then each connection is closed without a word.
    private static Task AnswersAsync(TestNetwork network, Server forward) =>
        network.WaitAsync(AnswerSecondsMax, "the port answers", () => AnswerAsync(LocalPortOf(forward)));

    private static int LocalPortOf(Server forward)
    {
        var place = forward.Log.Split(' ')[1];
        return int.Parse(place[(place.IndexOf(':') + 1)..], CultureInfo.InvariantCulture);
    }

    private static async Task<bool> AnswerAsync(int port)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(AnswerSecondsMax));
        using var client = new TcpClient();
        var answer = new byte[5];
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, limit.Token);
            await client.GetStream().WriteAsync("hello"u8.ToArray(), limit.Token);
            await client.GetStream().ReadExactlyAsync(answer, limit.Token);
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            return false;
        }

        Assert.Equal("hello", Encoding.UTF8.GetString(answer));
        return true;
    }
}
