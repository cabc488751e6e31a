using Heliostat.Node.Link;
using Heliostat.Node.Registering;
using Heliostat.Node.Tests.Support;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Tests.Link;

/// <summary>Which signed heads a node keeps.</summary>
public sealed class HeadKeeperTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LogLines _log = new();
    private readonly Ed25519PrivateKey _key = Ed25519PrivateKey.Generate();
    private readonly Guid _network = Guid.NewGuid();

    [Fact]
    public void Only_heads_that_the_manager_signed_are_kept()
    {
        var home = new NodeHome(_folder.Path);
        var keeper = new HeadKeeper(home, [JsonWebKey.Of(_key.PublicKey)], _log.CreateLogger("heads"));
        keeper.Keep(Head(3, _key));
        Assert.Equal(3, home.ReadHead()!.Sequence);

        using var other = Ed25519PrivateKey.Generate();
        keeper.Keep(Head(4, other));
        keeper.Keep(Head(4, other) with { KeyId = JsonWebKey.ThumbprintOf(_key.PublicKey) });
        keeper.Keep(Head(4, _key) with { Sequence = 5 });
        Assert.Equal(3, home.ReadHead()!.Sequence);
        Assert.True(_log.Has("entry 5 is not signed with the key"));

        keeper.Keep(Head(4, _key));
        Assert.Equal(4, home.ReadHead()!.Sequence);
    }

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }

    private SignedHead Head(long sequence, Ed25519PrivateKey key) =>
        SignedHead.Sign(_network, sequence, ContentHash.Of("entry"u8), 1, key);
}
