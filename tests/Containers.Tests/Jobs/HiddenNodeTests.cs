using Heliostat.Containers.Tests.Support;
using Heliostat.Node.Engines;

namespace Heliostat.Containers.Tests.Jobs;

public sealed class HiddenNodeTests
{
    [Fact]
    public async Task A_node_that_nobody_can_reach_works_for_its_manager()
    {
        await using var hidden = await HiddenNetwork.StartAsync(EngineKind.Docker);
        var run = await hidden.Network.HeliostatAsync("job", "submit", "--plugin", "echo", "--watch");

        run.Succeeded();
    }
}
