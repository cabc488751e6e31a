using Heliostat.Core.Founding;
using Heliostat.Core.Tasks;
using Heliostat.Protocol.Values;

namespace Heliostat.Core.Tests.Founding;

/// <summary>How a network begins, goes on after an outage, and counts its weeks.</summary>
public sealed class FoundingTests
{
    private const long WeekMs = 7L * 24 * 3_600_000;
    private static readonly Guid Id = new(1, 2, 3, new byte[8]);

    [Fact]
    public void The_first_manager_founds_the_network_and_later_ones_open_it()
    {
        var given = new Given();

        Assert.Equal(["NetworkFounded", "ManagerOpened"], Given.Names(given.When(new OpenManager(Id, "key", "1"))));
        Assert.Equal(["ManagerOpened"], Given.Names(given.When(new OpenManager(Id, "key", "2"))));
        Assert.Equal("network-differs", given.RefusedCode(new OpenManager(Id, "another key", "2")));
        Assert.Equal("network-differs", given.RefusedCode(new OpenManager(Guid.NewGuid(), "key", "2")));
    }

    [Fact]
    public void Epochs_are_weeks_that_begin_on_Sunday()
    {
        var firstSunday = new Instant(3L * 24 * 3_600_000);

        Assert.Equal(0, OpenEpoch.NumberAt(firstSunday));
        Assert.Equal(0, OpenEpoch.NumberAt(firstSunday.PlusMs(WeekMs - 1)));
        Assert.Equal(1, OpenEpoch.NumberAt(firstSunday.PlusMs(WeekMs)));
        Assert.Equal(2_967, OpenEpoch.NumberAt(new Instant(1_794_700_800_000)));
    }

    [Fact]
    public void An_epoch_binds_its_secret_and_shows_the_one_before()
    {
        var given = new Given();
        var (first, second) = (Some.Hash("first"), Some.Hash("second"));
        var firstHash = ContentHash.Of(first.ToArray());

        Assert.Null(given.RefusedCode(new OpenEpoch(5, firstHash, null)));
        Assert.Equal("epoch-open", given.RefusedCode(new OpenEpoch(5, firstHash, first)));
        Assert.Equal("secret-differs", given.RefusedCode(new OpenEpoch(6, firstHash, null)));
        Assert.Equal("secret-differs", given.RefusedCode(new OpenEpoch(6, firstHash, second)));
        Assert.Null(given.RefusedCode(new OpenEpoch(6, ContentHash.Of(second.ToArray()), first)));
        Assert.Equal(6, given.Network.Founding.Epoch);
    }

    [Fact]
    public void After_an_outage_every_lease_has_fresh_90_seconds()
    {
        var given = Given.Nodes(1);
        var leased = given.Lease(Some.Echo());
        given.Wait(3_600_000);
        given.When(new OpenManager(Id, "key", "1"));

        Assert.Empty(given.After(89_999).Events);
        Assert.Equal(leased.Run, Given.Happened<RunLost>(given.After(1)).Run);
    }
}
