using Heliostat.Containers.Tests.Support;
using Heliostat.Node.Engines;

[assembly: AssemblyFixture(typeof(EngineRoom))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Heliostat.Containers.Tests.Support;

/// <summary>One private Docker and one private Podman for all tests that do them no harm.</summary>
public sealed class EngineRoom : IAsyncDisposable
{
    private readonly Dictionary<EngineKind, PrivateEngine> _engines = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in _engines.Values)
        {
            await engine.DisposeAsync();
        }
    }

    internal async Task<PrivateEngine> EngineAsync(EngineKind kind)
    {
        if (!_engines.TryGetValue(kind, out var engine))
        {
            engine = await PrivateEngine.StartAsync(kind);
            _engines.Add(kind, engine);
        }

        return engine;
    }
}
