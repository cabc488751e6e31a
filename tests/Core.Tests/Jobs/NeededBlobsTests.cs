using Heliostat.Core.Jobs;
using Heliostat.Core.Tests.Claims;
using Heliostat.Core.Tests.Verification;
using Heliostat.Protocol.Values;
using Heliostat.Protocol.Verification;

namespace Heliostat.Core.Tests.Jobs;

public sealed class NeededBlobsTests
{
    private static readonly TileList Truth = Checked.List("all");

    [Fact]
    public void A_job_that_renders_needs_its_manifest_and_one_that_does_not_needs_nothing()
    {
        var given = Given.Nodes(1);
        given.Submit(Some.Frames());
        Assert.Equal([Some.Hash("manifest")], NeededBlobs.Of(given.TheJob));
        given.Submit(Some.Echo());
        Assert.Empty(NeededBlobs.Of(given.TheJob));
    }

    [Fact]
    public void A_reported_unit_needs_what_was_handed_over_until_its_verdict()
    {
        var check = new Checked(3, shown: Truth);
        Assert.Equal([Truth.Commitment, Some.File.Hash], NeededBlobs.Of(check.Unit!));
        Assert.Equal([Some.Hash("manifest")], NeededBlobs.Of(check.Given.TheJob));
    }

    [Fact]
    public void An_accepted_frame_is_needed_until_its_job_is_final()
    {
        var accepted = new Claimed(4, Truth);
        ContentHash[] all = [Some.Hash("manifest"), Truth.Commitment, Some.File.Hash];
        Assert.Equal(all, NeededBlobs.Of(accepted.Given.TheJob));
        accepted.Given.Restart();
        Assert.Equal(all, NeededBlobs.Of(accepted.Given.TheJob));

        accepted.Given.After(72L * 3_600_000);
        Assert.Empty(accepted.Given.Network.Jobs.All);
    }

    [Fact]
    public void A_claim_needs_the_claimed_result_and_what_verifiers_made_of_it()
    {
        var claimed = new Claimed(4, Truth);
        claimed.Claim();
        var drawn = claimed.Draw();
        var other = Checked.List("other", "another");
        claimed.Given.Report(drawn.Node, new Protocol.Nodes.CheckResult(drawn.Check, [], other.Commitment, 1_000)
        {
            Picture = new(Some.Hash("picture"), 10),
        });

        var needed = NeededBlobs.Of(claimed.Unit);
        Assert.Superset(
            new HashSet<ContentHash>
            {
                Truth.Commitment, Some.File.Hash, other.Commitment, Some.Hash("picture"),
            },
            needed.ToHashSet());
    }
}
