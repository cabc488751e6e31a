using Heliostat.Node;
using Heliostat.Node.Registering;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Bench.Overhead;

/// <summary>A node of an operator of its own, whose process can be started when it is wanted.</summary>
internal sealed class BenchNode(NodeHome home, string duties, CpuQuota? quota)
{
    public Guid Id => home.ReadSettings()!.NodeId.Value;

    /// <summary>Variables of the environment that it runs with, beside its own.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    public static async Task<BenchNode> RegisterAsync(
        BenchManager manager,
        BenchFolder folder,
        string duties,
        string? name = null,
        CpuQuota? quota = null,
        string capability = NodeCapability.Render)
    {
        var home = new NodeHome(folder.Under($"{name ?? duties}-home"));
        var operatorKey = await manager.CreateOperatorAsync($"operator-of-the-{name ?? duties}");
        using var http = NodeSurroundings.CreateHttp();
        var wish = new RegistrationWish(manager.Url, duties, [capability], operatorKey, Force: false);
        await new NodeRegistrar(home, http).RegisterAsync(wish, CancellationToken.None);
        return new BenchNode(home, duties, quota);
    }

    public ProgramProcess Start() => ProgramProcess.Start(
        ["node", "run", "--until-eof"],
        new Dictionary<string, string>(Variables)
        {
            [NodeHome.Variable] = home.Folder,
            ["HEALTH_PORT"] = "0",
            ["NODE_DUTIES"] = duties,
        },
        quota?.Entry ?? []);

    public async Task<ProgramProcess> StartAndWaitAsync(BenchManager manager)
    {
        var process = Start();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (await manager.Owner.Nodes.GetAsync(Id, patience.Token) is not { Connected: true, Status: "HEALTHY" })
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), patience.Token);
        }

        return process;
    }
}
