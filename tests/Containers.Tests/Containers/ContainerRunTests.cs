using Heliostat.Containers.Tests.Support;
using Heliostat.Node.Engines;
using Heliostat.Node.Sandbox;

namespace Heliostat.Containers.Tests.Containers;

/// <summary>Real containers, from their order to their end.</summary>
public sealed class ContainerRunTests(EngineRoom room)
{
    [Theory]
    [InlineData(nameof(EngineKind.Docker))]
    [InlineData(nameof(EngineKind.Podman))]
    public async Task Exit_signal_and_timeout_are_told_apart(string kind)
    {
        var engine = await room.EngineAsync(Enum.Parse<EngineKind>(kind));

        var (good, output) = await Some.RunAsync(engine, Some.Script("echo well; echo oops >&2"));
        var (bad, _) = await Some.RunAsync(engine, Some.Script("exit 7"));
        var (signalled, _) = await Some.RunAsync(engine, Some.Script("sh -c 'kill -11 $$'; exit $?"));
        var (late, _) = await Some.RunAsync(engine, Some.Script("sleep 600"), secondsMax: 1);

        Assert.True(good.IsSuccess);
        Assert.Equal("oops\nwell\n", string.Join("", output.Split('\n').Order().Skip(1).Select(line => line + "\n")));
        Assert.Equal((EndKind.Exited, 7), (bad.Kind, bad.Code));
        Assert.Equal((EndKind.Signal, 11), (signalled.Kind, signalled.Code));
        Assert.Equal(EndKind.TimedOut, late.Kind);
    }
}
