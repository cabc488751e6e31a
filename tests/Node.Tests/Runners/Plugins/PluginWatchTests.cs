using Heliostat.Node.Tests.Support;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Tests.Runners.Plugins;

/// <summary>Folders come, change and go while a whole agent runs.</summary>
public sealed class PluginWatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_folder_that_comes_and_goes_is_told_by_a_new_hello()
    {
        await using var agent = await AgentUnderTest.StartAsync(pluginsFolder: _folder.File("plugins"));
        Assert.Equal(["echo"], agent.Hello.Facts.Capabilities);

        WrittenPlugin.Write(_folder.File("plugins"), "one", "custom_one", WrittenPlugin.Telling("x"));
        Assert.Equal(["echo", "custom_one"], (await agent.AcceptAsync()).Facts.Capabilities);

        Directory.Delete(_folder.File("plugins/one"), recursive: true);
        Assert.Equal(["echo"], (await agent.AcceptAsync()).Facts.Capabilities);
        Assert.True(agent.Log.Has("Plugin one is gone"));
    }

    [Fact]
    public async Task A_changed_folder_serves_the_next_run_in_the_same_session()
    {
        WrittenPlugin.Write(_folder.Path, "one", "custom", WrittenPlugin.Telling("old"));
        await using var agent = await AgentUnderTest.StartAsync(pluginsFolder: _folder.Path);
        Assert.Equal(["echo", "custom"], agent.Hello.Facts.Capabilities);
        Assert.Equal("old", await RunAsync(agent, 1));

        WrittenPlugin.Write(_folder.Path, "one", "custom", WrittenPlugin.Telling("new"), """, "version": "2" """);
        await Wait.UntilAsync(() => agent.Log.Has("'custom' (version 2)"), "the change is seen");

        Assert.Equal("new", await RunAsync(agent, 2));
    }

    [Fact]
    public async Task A_broken_folder_is_named_with_its_field_and_harms_no_other()
    {
        WrittenPlugin.WriteManifest(
            _folder.File("broken"), """{"job_type": "b", "command": ["python3"], "limits": {"memory_mb": "much"}}""");
        WrittenPlugin.Write(_folder.Path, "one", "custom", WrittenPlugin.Telling("fine"));
        await using var agent = await AgentUnderTest.StartAsync(pluginsFolder: _folder.Path);

        Assert.Equal(["echo", "custom"], agent.Hello.Facts.Capabilities);
        Assert.True(agent.Log.Has("Plugin broken is not used. limits.memory_mb: It is a whole number"));
        Assert.Equal("fine", await RunAsync(agent, 1));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<string?> RunAsync(AgentUnderTest agent, int task)
    {
        var run = new RunId(PluginBench.Job, task, 1);
        await agent.Session.SendAsync(new JobDispatch(run, "custom", [0], 60_000, PluginBench.Json("{}"), null, 0));
        while (true)
        {
            if (Assert.Single(await agent.Session.ReadReportsAsync(1)) is JobResult result && result.Run == run)
            {
                return result.Result!.Value.GetProperty("word").GetString();
            }
        }
    }
}
