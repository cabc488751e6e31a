using Heliostat.Core.Nodes;
using Heliostat.Node.Tests.Support;

namespace Heliostat.Node.Tests.Lives;

/// <summary>
/// Every move of a node's life, by whole hosts over real sockets; minutes pass by clocks that a test moves.
/// </summary>
public sealed class NodeLifeTests
{
    private const string Connected = "Connected to relay server";
    private const string Lost = "Connection lost, reconnecting...";
    private const string Acknowledged = "Heartbeat acknowledged";
    private const string Refused = "Authentication failed (4001)";
    private const string Renewed = "The token was renewed.";

    [Fact]
    public async Task Ninety_seconds_of_silence_make_a_node_unhealthy_and_five_minutes_offline_until_it_is_heard()
    {
        await using var life = await NodeLife.StartAsync();
        Assert.Equal(NodeState.Registered, await life.LookAsync(node => node.State));
        life.StartNode();
        await life.BecomesAsync(NodeState.Healthy);
        await life.LoggedAsync(Connected);
        Assert.True((await life.HealthAsync()).GetProperty("relay_connected").GetBoolean());

        Pass(life, 89);
        await life.LogsAgainAsync(Acknowledged);
        Pass(life, 89);
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.Equal(NodeState.Healthy, await life.LookAsync(node => node.State));

        Pass(life, 2);
        await life.BecomesAsync(NodeState.Unhealthy);
        await life.LoggedAsync(Lost);
        Assert.Contains(life.Log.Lines, line => line.Contains("4002", StringComparison.Ordinal));
        Assert.False((await life.HealthAsync()).GetProperty("relay_connected").GetBoolean());

        Pass(life, 208);
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.Equal(NodeState.Unhealthy, await life.LookAsync(node => node.State));
        Pass(life, 4);
        await life.BecomesAsync(NodeState.Offline);

        await life.LogsAgainAsync(Connected);
        await life.BecomesAsync(NodeState.Healthy);
    }

    [Fact]
    public async Task Three_failures_make_a_node_unhealthy_and_probation_ends_with_a_success()
    {
        await using var life = await NodeLife.StartAsync();
        life.StartNode();
        await life.BecomesAsync(NodeState.Healthy);

        await FailUntilOutAsync(life);
        Assert.True(await life.LookAsync(node => node.Failures) >= 3, "It was out before its third failure.");

        Pass(life, 29);
        await life.LogsAgainAsync(Acknowledged);
        Assert.Equal(NodeState.Unhealthy, await life.LookAsync(node => node.State));
        Pass(life, 2);
        await life.LogsAgainAsync(Acknowledged);
        await life.BecomesAsync(NodeState.Healthy);
        Assert.True(await life.LookAsync(node => node.OnProbation));

        // On probation the next failure is one too many, and the wait is twice as long.
        await FailUntilOutAsync(life);
        Assert.Equal(60_000, await life.LookAsync(node => node.ProbationWaitMs));
        Pass(life, 61);
        await life.LogsAgainAsync(Acknowledged);
        await life.BecomesAsync(NodeState.Healthy);
        Assert.True(await life.LookAsync(node => node.OnProbation));

        await life.SubmitAsync("echo");
        await life.WithNodeTimeAsync(() => !life.LookAsync(node => node.OnProbation).Result, "probation is over");
        await life.LoggedAsync("Job completed");
        string[] words = ["Received job_dispatch", "Job completed", "Job failed", Connected, Acknowledged];
        Assert.All(words, word => Assert.True(life.Count(word) > 0, word));
    }

    [Fact]
    public async Task A_drained_node_is_let_go_and_comes_back_undrained_and_a_banned_one_never_does()
    {
        await using var life = await NodeLife.StartAsync();
        life.StartNode();
        await life.BecomesAsync(NodeState.Healthy);
        await life.DrainAsync();
        await life.BecomesAsync(NodeState.Draining);
        await life.LoggedAsync(Refused);

        await life.UndrainAsync();
        await life.BecomesAsync(NodeState.Unhealthy);
        await life.LogsAgainAsync(Connected);
        await life.BecomesAsync(NodeState.Healthy);

        await life.BanAsync();
        await life.BecomesAsync(NodeState.Banned);
        await life.LoggedAsync(Refused, times: 2);
        await life.LogsAgainAsync(Refused);
        Assert.Equal(NodeState.Banned, await life.LookAsync(node => node.State));
    }

    [Fact]
    public async Task A_token_is_renewed_before_it_ends_and_the_next_connection_uses_it()
    {
        await using var life = await NodeLife.StartAsync();
        life.StartNode();
        await life.BecomesAsync(NodeState.Healthy);
        var first = life.Home.ReadSettings()!.Token;

        // The night passes without the node: it comes back with the old token, which has seven hours left.
        life.ManagerTime.Advance(TimeSpan.FromHours(17));
        await life.FallsSilentAsync();
        await life.LogsAgainAsync(Connected);
        await life.WithNodeTimeAsync(() => life.Count(Renewed) > 0, Renewed);
        await Wait.UntilAsync(() => life.Home.ReadSettings()!.Token != first, "the new token is kept");

        life.ManagerTime.Advance(TimeSpan.FromHours(8));
        await life.FallsSilentAsync();
        await life.LogsAgainAsync(Connected);
        await life.BecomesAsync(NodeState.Healthy);
        Assert.Equal(0, life.Count(Refused));
    }

    [Fact]
    public async Task A_capability_is_advertised_only_where_something_provides_it()
    {
        await using var life = await NodeLife.StartAsync();
        life.StartNode();
        await life.BecomesAsync(NodeState.Healthy);

        await Wait.UntilAsync(() => life.LookAsync(node => node.Facts is not null).Result, "its hello");
        Assert.Equal(["echo", NodeLife.Failing], await life.LookAsync(node => node.Facts!.Capabilities));
        Assert.Contains(life.Log.Lines, line => line.Contains("does not offer 'render'", StringComparison.Ordinal));
    }

    private static async Task FailUntilOutAsync(NodeLife life)
    {
        while (await life.LookAsync(node => node.State) == NodeState.Healthy)
        {
            var before = await life.LookAsync(node => node.Faults);
            var job = await life.SubmitAsync(NodeLife.Failing);
            await Wait.UntilAsync(() => life.LookAsync(node => node.Faults).Result > before, "a fault counts");
            await life.CancelAsync(job);
        }

        await life.BecomesAsync(NodeState.Unhealthy);
    }

    private static void Pass(NodeLife life, int seconds) => life.ManagerTime.Advance(TimeSpan.FromSeconds(seconds));
}
