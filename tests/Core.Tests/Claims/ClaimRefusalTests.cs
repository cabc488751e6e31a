using Heliostat.Core.Claims;
using Heliostat.Core.Jobs;
using Heliostat.Core.Tests.Verification;
using Heliostat.Protocol.Values;
using Heliostat.Protocol.Verification;

namespace Heliostat.Core.Tests.Claims;

/// <summary>What may not be claimed, and when a job is final.</summary>
public sealed class ClaimRefusalTests
{
    private const long FinalMs = 72L * 3_600_000;

    private static readonly TileList Truth = Checked.List("all");

    [Fact]
    public void Only_ones_own_jobs_can_be_claimed_about()
    {
        var claimed = new Claimed(2, Truth);
        var stranger = claimed.Given.Account(Core.Accounts.AccountKind.Consumer);

        Assert.Equal("job-unknown", claimed.Given.RefusedCode(claimed.Asked() with { Account = stranger }));
        Assert.Equal("job-unknown", claimed.Given.RefusedCode(claimed.Asked() with { Job = new JobId(Guid.Empty) }));
        Assert.Equal("job-unknown", claimed.Given.RefusedCode(new ApproveJob(claimed.Job, stranger)));
    }

    [Fact]
    public void Units_are_named_once_in_order_and_not_too_many()
    {
        var claimed = new Claimed(2, Truth);

        Assert.Equal("units-invalid", claimed.Given.RefusedCode(claimed.Asked() with { Units = [] }));
        Assert.Equal("units-invalid", claimed.Given.RefusedCode(claimed.Asked(0, 0)));
        Assert.Equal("units-invalid", claimed.Given.RefusedCode(claimed.Asked([.. Enumerable.Range(0, 101)])));
    }

    [Fact]
    public void Only_accepted_frames_can_be_claimed_and_all_of_a_request_or_none()
    {
        var claimed = new Claimed(2, Truth, frames: "1-2");

        Assert.Equal("unit-not-accepted", claimed.Given.RefusedCode(claimed.Asked(0, 1)));
        Assert.Equal(0, claimed.Given.TheJob.ClaimsOpen);
    }

    [Fact]
    public void Results_of_plugins_cannot_be_claimed()
    {
        var given = Given.Nodes(1);
        var leased = given.Lease(Some.Echo());
        given.Report(leased.Node, Some.Result(leased.Run) with { File = null });

        Assert.Equal("claim-unsupported", given.RefusedCode(
            new ClaimUnits(leased.Run.Job, given.Consumer, [0], Some.Hash("reason"))));
    }

    [Fact]
    public void A_frame_has_one_open_claim_and_three_in_all()
    {
        var claimed = new Claimed(4, Truth);
        for (var i = 0; i < 3; i++)
        {
            Assert.Null(claimed.Claim().Refused);
            Assert.Equal("claim-open", claimed.Given.RefusedCode(claimed.Asked()));
            claimed.Speak(Truth);
            Given.Happened<ClaimRefused>(claimed.Speak(Truth));
        }

        Assert.Equal("claim-repeated", claimed.Given.RefusedCode(claimed.Asked()));
    }

    [Fact]
    public void Nothing_is_claimed_72_hours_after_the_end()
    {
        var claimed = new Claimed(2, Truth);
        claimed.Given.Wait(FinalMs - 1);
        Assert.Null(claimed.Claim().Refused);

        var late = new Claimed(2, Truth);
        late.Given.Wait(FinalMs);
        Assert.Equal("job-final", late.Given.RefusedCode(late.Asked()));
    }

    [Fact]
    public void A_job_with_an_open_claim_is_neither_final_nor_approved_before_its_verdict()
    {
        var claimed = new Claimed(4, Truth);
        claimed.Claim();
        var approve = new ApproveJob(claimed.Job, claimed.Given.Consumer);
        Assert.Equal("claims-open", claimed.Given.RefusedCode(approve));
        claimed.Speak(Truth);
        claimed.Given.Wait(FinalMs - 1);
        Assert.Empty(claimed.Given.When(new Core.Scheduling.Tick()).Events.OfType<JobRetired>());
        claimed.Speak(Truth);

        Assert.Single(claimed.Given.After(1).Events.OfType<JobRetired>());
    }

    [Fact]
    public void An_approved_job_is_final_at_once()
    {
        var claimed = new Claimed(2, Truth);
        var approve = new ApproveJob(claimed.Job, claimed.Given.Consumer);

        Assert.Equal(["JobApproved", "JobRetired"], Given.Names(claimed.Given.When(approve)));
        Assert.Equal("job-unknown", claimed.Given.RefusedCode(claimed.Asked()));
        Assert.Empty(claimed.Given.After(FinalMs).Events);
    }

    [Fact]
    public void A_job_that_runs_cannot_be_approved()
    {
        var claimed = new Claimed(2, Truth, frames: "1-2");

        Assert.Equal("job-open", claimed.Given.RefusedCode(new ApproveJob(claimed.Job, claimed.Given.Consumer)));
    }

    [Fact]
    public void A_reopened_job_counts_its_72_hours_anew()
    {
        var claimed = new Claimed(5, Checked.List("worker", "lie"));
        claimed.Given.Wait(FinalMs - 10);
        claimed.Claim();
        claimed.Speak(Truth);
        claimed.Speak(Truth, withFirst: 80_000);

        Assert.Empty(claimed.Given.After(1_000).Events.OfType<JobRetired>());
        Assert.Null(claimed.Given.TheJob.EndedAt);
        Assert.Equal(1, claimed.Given.Network.Accounts.Find(claimed.Given.Consumer)!.JobsOpen);
    }
}
