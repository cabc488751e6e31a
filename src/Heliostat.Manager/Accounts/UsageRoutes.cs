using Heliostat.Core;
using Heliostat.Core.Accounts;
using Heliostat.Manager.Blobs;
using Heliostat.Manager.Loop;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Values;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Heliostat.Manager.Accounts;

/// <summary>What an account may have and has: <c>/v1/account</c>, and for the network owner any account's.</summary>
internal sealed class UsageRoutes(ManagerLoop loop, StorageDesk storage)
{
    private const string Tag = "Accounts";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Get("/v1/account", ShowOwnAsync).For(AccessRule.OwnKeys)
            .Describe(Tag, "Show your account", "Its quotas, what it has of them, and which of them are near.")
            .Gives<AccountUsage>();
        routes.Get("/v1/accounts/{uuid:guid}", ShowAsync).For(AccessRule.Accounts)
            .Describe(Tag, "Show an account", "Its quotas, what it has of them, and which of them are near.")
            .Gives<AccountUsage>();
        routes.Put("/v1/accounts/{uuid:guid}/quota", SetAsync).For(AccessRule.Accounts)
            .Describe(Tag, "Set a consumer's quotas", "And its weight. What is left out stays as it is.")
            .Takes<QuotaRequest>().Gives<AccountUsage>();
    }

    private Task<IResult> ShowOwnAsync(HttpContext context) => AnswerAsync(Caller.Of(context).Account);

    private Task<IResult> ShowAsync(HttpContext context, Guid uuid) => AnswerAsync(new AccountId(uuid));

    private async Task<IResult> AnswerAsync(AccountId account)
    {
        var bytes = storage.BytesOf(account);
        return await loop.AskAsync(network => UsageOf(network, account, bytes)) is { } usage
            ? Answer.Ok(usage, ApiJson.Default.AccountUsage)
            : Problems.AccountUnknown;
    }

    private async Task<IResult> SetAsync(HttpContext context, Guid uuid)
    {
        var caller = Caller.Of(context);
        var type = ApiJson.Default.QuotaRequest;
        if (!StrictJson.TryRead(context.Request, caller.Body, type, out var asked, out var wrong))
        {
            return wrong;
        }

        var account = new AccountId(uuid);
        var outcome = await loop.SubmitAsync(
            new SetQuota(account, asked.Jobs, asked.Tasks, asked.Bytes, asked.Weight), caller.Nonce);
        return outcome.Refused is { } refused ? Problems.From(refused) : await AnswerAsync(account);
    }

    private static AccountUsage? UsageOf(Network network, AccountId id, long bytes)
    {
        if (network.Accounts.Find(id) is not { } account)
        {
            return null;
        }

        var (quota, used) = (account.Quota, new QuotaFigures(account.JobsOpen, account.UnitsOpen, bytes));
        var near = new List<string>();
        foreach (var (kind, has) in new[]
            { (QuotaKind.Jobs, used.Jobs), (QuotaKind.Tasks, used.Tasks), (QuotaKind.Bytes, used.Bytes) })
        {
            if (quota.IsNear(kind, has))
            {
                near.Add(Presets.WordOf(kind));
            }
        }

        return new AccountUsage(
            AccountResources.Find(network, id)!,
            new QuotaFigures(quota.Jobs, quota.Tasks, quota.Bytes),
            used,
            near,
            quota.Weight,
            account.RunsLive);
    }
}
