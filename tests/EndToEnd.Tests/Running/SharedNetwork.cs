namespace Heliostat.EndToEnd.Tests.Running;

/// <summary>A network of three nodes that the tests share which leave it as it was.</summary>
public sealed class SharedNetwork : IAsyncLifetime
{
    private const int Nodes = 3;

    internal TestNetwork Network { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Network = await TestNetwork.StartAsync(Nodes);

    public ValueTask DisposeAsync() => Network.DisposeAsync();
}
