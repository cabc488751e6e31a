namespace Heliostat.EndToEnd.Tests.Running;

/// <summary>The tests that share one network, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SharedNetworkGroup : ICollectionFixture<SharedNetwork>
{
    public const string Name = "a network of three nodes";
}
