using Heliostat.Core.Accounts;
using Heliostat.Core.Jobs;
using Heliostat.Protocol.Values;

namespace Heliostat.Core.Tests.Accounts;

/// <summary>How much of the network a consumer may take, and when it is warned.</summary>
public sealed class QuotaTests
{
    [Fact]
    public void A_consumer_begins_with_the_defaults_and_the_owner_sets_what_is_named()
    {
        var given = Given.Nodes(0);
        Assert.Equal(AccountQuota.Default, Quota(given));

        given.When(new SetQuota(given.Consumer, 5, null, 1_000, null));
        Assert.Equal(AccountQuota.Default with { Jobs = 5, Bytes = 1_000 }, Quota(given));

        given.When(new SetQuota(given.Consumer, null, 7, null, 3));
        given.Restart();
        Assert.Equal(new AccountQuota(5, 7, 1_000, 3), Quota(given));
        Assert.Empty(given.When(new SetQuota(given.Consumer, 5, 7, 1_000, 3)).Events);
    }

    [Fact]
    public void A_quota_has_bounds_and_is_a_consumers()
    {
        var given = Given.Nodes(1);
        Assert.Equal("jobs-invalid", given.RefusedCode(new SetQuota(given.Consumer, -1, null, null, null)));
        Assert.Equal("tasks-invalid", given.RefusedCode(
            new SetQuota(given.Consumer, null, AccountQuota.TasksMax + 1, null, null)));
        Assert.Equal("bytes-invalid", given.RefusedCode(new SetQuota(given.Consumer, null, null, -1, null)));
        Assert.Equal("weight-invalid", given.RefusedCode(new SetQuota(given.Consumer, null, null, null, 0)));
        Assert.Equal("account-unknown", given.RefusedCode(
            new SetQuota(given.OperatorOf(given[0]), 1, null, null, null)));
        Assert.Equal("account-unknown", given.RefusedCode(
            new SetQuota(new AccountId(Guid.Empty), 1, null, null, null)));
    }

    [Fact]
    public void A_job_over_the_quota_of_jobs_is_refused_until_one_has_ended()
    {
        var given = Given.Nodes(0);
        given.When(new SetQuota(given.Consumer, 2, null, null, null));
        given.Submit(Some.Echo());
        given.Submit(Some.Echo());

        Assert.Equal("jobs-over-quota", given.RefusedCode(new SubmitJob(given.Consumer, Some.Echo())));
        given.When(new CancelJob(given.TheJob.Id, given.Consumer, "enough"));
        Assert.Null(given.RefusedCode(new SubmitJob(given.Consumer, Some.Echo())));
    }

    [Fact]
    public void Units_count_until_they_are_accepted_or_their_job_has_ended()
    {
        var given = Given.Nodes(1);
        given.When(new SetQuota(given.Consumer, null, 10, null, null));
        Assert.Equal("tasks-over-quota", given.RefusedCode(new SubmitJob(given.Consumer, Some.Echo(11))));
        var leased = given.Lease(Some.Echo(6));
        Assert.Equal("tasks-over-quota", given.RefusedCode(new SubmitJob(given.Consumer, Some.Echo(5))));

        given.Report(leased.Node, Some.Result(leased.Run));
        Assert.Equal(5, Account(given).UnitsOpen);
        given.Restart();
        Assert.Equal((5, 1), (Account(given).UnitsOpen, Account(given).JobsOpen));
        Assert.Null(given.RefusedCode(new SubmitJob(given.Consumer, Some.Echo(5))));

        given.When(new CancelJob(given.TheJob.Id, given.Consumer, "enough"));
        Assert.Equal(5, Account(given).UnitsOpen);
    }

    [Fact]
    public void At_four_fifths_of_a_quota_its_account_is_warned_once_for_each_crossing()
    {
        var given = Given.Nodes(0);
        given.When(new SetQuota(given.Consumer, 5, 100, null, null));
        for (var i = 0; i < 3; i++)
        {
            Assert.Empty(Warnings(given.When(new SubmitJob(given.Consumer, Some.Echo()))));
        }

        var fourth = given.When(new SubmitJob(given.Consumer, Some.Echo(77)));
        Assert.Equal(
            [new(given.Consumer, QuotaKind.Jobs, 4, 5), new(given.Consumer, QuotaKind.Tasks, 80, 100)],
            Warnings(fourth));
        Assert.Empty(Warnings(given.When(new SubmitJob(given.Consumer, Some.Echo()))));

        given.When(new CancelJob(given.TheJob.Id, given.Consumer, "enough"));
        given.When(new CancelJob(given.Network.Jobs.All.First().Id, given.Consumer, "enough"));
        Assert.Equal(
            [new(given.Consumer, QuotaKind.Jobs, 4, 5), new(given.Consumer, QuotaKind.Tasks, 80, 100)],
            Warnings(given.When(new SubmitJob(given.Consumer, Some.Echo()))));
    }

    [Fact]
    public void A_quota_that_is_made_smaller_warns_who_is_near_it_now()
    {
        var given = Given.Nodes(0);
        given.Submit(Some.Echo(8));

        Assert.Equal(
            [new(given.Consumer, QuotaKind.Tasks, 8, 10)],
            Warnings(given.When(new SetQuota(given.Consumer, null, 10, null, null))));
        Assert.Empty(Warnings(given.When(new SetQuota(given.Consumer, null, 9, null, null))));
    }

    [Fact]
    public void Of_bytes_only_the_nearing_and_the_easing_are_recorded()
    {
        var given = Given.Nodes(0);
        given.When(new SetQuota(given.Consumer, null, null, 1_000, null));

        Assert.Empty(given.When(new ReportBytes(given.Consumer, 799)).Events);
        var near = Given.Happened<QuotaNeared>(given.When(new ReportBytes(given.Consumer, 800)));
        Assert.Equal(new(given.Consumer, QuotaKind.Bytes, 800, 1_000), near);
        given.Restart();
        Assert.Empty(given.When(new ReportBytes(given.Consumer, 2_000)).Events);
        Assert.Equal(["BytesEased"], Given.Names(given.When(new ReportBytes(given.Consumer, 500))));
        Assert.Empty(given.When(new ReportBytes(given.Consumer, 400)).Events);
        Assert.Single(Warnings(given.When(new ReportBytes(given.Consumer, 900))));
        Assert.Equal("account-unknown", given.RefusedCode(new ReportBytes(new AccountId(Guid.Empty), 1)));
    }

    private static Account Account(Given given) => given.Network.Accounts.Find(given.Consumer)!;

    private static AccountQuota Quota(Given given) => Account(given).Quota;

    private static IReadOnlyList<QuotaNeared> Warnings(Decision decision) => [.. decision.Events.OfType<QuotaNeared>()];
}
