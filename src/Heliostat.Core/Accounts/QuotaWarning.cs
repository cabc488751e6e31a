namespace Heliostat.Core.Accounts;

/// <summary>Tells a consumer once, each time that it comes near one of its quotas from below.</summary>
internal static class QuotaWarning
{
    /// <summary>Warns of the jobs and units that are near their quota now and were not before.</summary>
    public static void WhenCrossed(
        Ruling ruling, Account account, AccountQuota quotaBefore, long jobsBefore, long unitsBefore)
    {
        WhenCrossed(ruling, account, QuotaKind.Jobs, quotaBefore.IsNear(QuotaKind.Jobs, jobsBefore), account.JobsOpen);
        WhenCrossed(
            ruling, account, QuotaKind.Tasks, quotaBefore.IsNear(QuotaKind.Tasks, unitsBefore), account.UnitsOpen);
    }

    private static void WhenCrossed(Ruling ruling, Account account, QuotaKind kind, bool wasNear, long used)
    {
        if (!wasNear && account.Quota.IsNear(kind, used))
        {
            ruling.Record(new QuotaNeared(account.Id, kind, used, account.Quota.LimitOf(kind)));
        }
    }
}
