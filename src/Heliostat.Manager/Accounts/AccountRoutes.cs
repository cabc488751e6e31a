using Heliostat.Core.Accounts;
using Heliostat.Manager.Loop;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Values;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Heliostat.Manager.Accounts;

/// <summary>Accounts, for the network owner: <c>/v1/accounts</c>.</summary>
internal sealed class AccountRoutes(ManagerLoop loop, NewKeys keys, IdempotencyBook idempotency)
{
    private const string Tag = "Accounts";
    private static readonly string[] Sorts = ["created_at", "name"];

    private const string BanReason = "banned by the network owner";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Post("/v1/accounts", CreateAsync).For(AccessRule.Accounts)
            .Describe(Tag, "Open an account", "Its first key comes with it; the secret is shown this once.")
            .Takes<AccountRequest>().Gives<AccountCreated>(StatusCodes.Status201Created);
        routes.Get("/v1/accounts", ListAsync).For(AccessRule.Accounts)
            .Describe(Tag, "List accounts", "In the order in which they were opened.")
            .TakesQuery("filter[kind]", "limit", "page", "sort").Gives<ListPage<AccountResource>>();
        routes.Put("/v1/accounts/{uuid:guid}/ban", BanAsync).For(AccessRule.Accounts)
            .Describe(Tag, "Ban an account", "For good, with all its nodes and keys.").Gives<AccountResource>();
    }

    private async Task<IResult> CreateAsync(HttpContext context)
    {
        var caller = Caller.Of(context);
        var type = ApiJson.Default.AccountRequest;
        if (!StrictJson.TryRead(context.Request, caller.Body, type, out var asked, out var wrong)
            || !TryCheck(asked, out var kind, out wrong))
        {
            return wrong;
        }

        var (once, problem) = await idempotency.BeginAsync(context, caller);
        if (once is null)
        {
            return problem!;
        }

        using (once)
        {
            var (key, refused) = await keys.MakeAsync(
                once, caller, publicKey => new OpenAccount(kind, asked.Name, publicKey));
            if (key is null)
            {
                return refused!;
            }

            var created = await loop.AskAsync(network =>
            {
                var made = AccountResources.FindKey(network, key.PublicKey)!;
                var account = AccountResources.Find(network, new AccountId(made.AccountUuid))!;
                return new AccountCreated(account, new ApiKeyCreated(made, key.SecretKey));
            });
            return Answer.Created(created, ApiJson.Default.AccountCreated);
        }
    }

    private async Task<IResult> ListAsync(HttpContext context)
    {
        var word = context.Request.Query["filter[kind]"].ToString();
        if (word.Length > 0 && Presets.KindOf(word) is null)
        {
            return Problems.Unreadable(
                "filter-invalid", "filter[kind] is one of consumer, operator, network-owner.", "filter[kind]");
        }

        if (!PageQuery.TryRead(context.Request, out var page, out var wrong)
            || !ListFilters.TryReadSort(context.Request, "created_at", Sorts, out var sort, out wrong))
        {
            return wrong;
        }

        var all = await loop.AskAsync(network => AccountResources.List(network, Presets.KindOf(word)));
        IEnumerable<AccountResource> sorted = sort.Field == Sorts[0]
            ? all
            : all.OrderBy(account => account.Name, StringComparer.Ordinal);
        return Answer.Ok(page.Of(sorted, sort.Descending), ApiJson.Default.ListPageAccountResource);
    }

    private async Task<IResult> BanAsync(HttpContext context, Guid uuid)
    {
        var account = new AccountId(uuid);
        var outcome = await loop.SubmitAsync(new BanAccount(account, BanReason), Caller.Of(context).Nonce);
        if (outcome.Refused is { } refused)
        {
            return Problems.From(refused);
        }

        var banned = await loop.AskAsync(network => AccountResources.Find(network, account)!);
        return Answer.Ok(banned, ApiJson.Default.AccountResource);
    }

    private static bool TryCheck(AccountRequest asked, out AccountKind kind, out ProblemAnswer wrong)
    {
        (kind, wrong) = (default, null!);
        if (asked.Kind is null || asked.Name is null)
        {
            wrong = StrictJson.Missing(asked.Kind is null ? "kind" : "name");
            return false;
        }

        if (Presets.KindOf(asked.Kind) is not (AccountKind.Consumer or AccountKind.Operator))
        {
            wrong = Problems.Unprocessable("kind-invalid", "A new account is a consumer or an operator.", "kind");
            return false;
        }

        kind = Presets.KindOf(asked.Kind)!.Value;
        return true;
    }
}
