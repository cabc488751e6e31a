using Heliostat.Core;
using Heliostat.Core.Accounts;
using Heliostat.Manager.Loop;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Heliostat.Manager.Accounts;

/// <summary>The API keys of the caller's own account: <c>/v1/api-keys</c>.</summary>
internal sealed class KeyRoutes(ManagerLoop loop, NewKeys keys, IdempotencyBook idempotency)
{
    private const string Tag = "API keys";

    private static readonly string[] Sorts = ["created_at", "name"];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Post("/v1/api-keys", CreateAsync).For(AccessRule.OwnKeys)
            .Describe(Tag, "Make a key", "For the caller's own account; the secret is shown this once.")
            .Takes<ApiKeyRequest>().Gives<ApiKeyCreated>(StatusCodes.Status201Created);
        routes.Get("/v1/api-keys", ListAsync).For(AccessRule.OwnKeys)
            .Describe(Tag, "List keys", "Those of the caller's own account, revoked ones among them.")
            .TakesQuery("filter[revoked]", "limit", "page", "sort").Gives<ListPage<ApiKeyResource>>();
        routes.Delete("/v1/api-keys/{public_key}", RevokeAsync).For(AccessRule.OwnKeys)
            .Describe(Tag, "Revoke a key", "At once and for good.").TakesPath("public_key").Gives<ApiKeyResource>();
    }

    private async Task<IResult> CreateAsync(HttpContext context)
    {
        var caller = Caller.Of(context);
        var type = ApiJson.Default.ApiKeyRequest;
        if (!StrictJson.TryRead(context.Request, caller.Body, type, out var asked, out var wrong))
        {
            return wrong;
        }

        if (WhyNot(asked) is { } invalid)
        {
            return invalid;
        }

        var (once, problem) = await idempotency.BeginAsync(context, caller);
        if (once is null)
        {
            return problem!;
        }

        using (once)
        {
            var ends = asked.ExpiresAt is { } at ? new Instant(at) : (Instant?)null;
            var (key, refused) = await keys.MakeAsync(once, caller, publicKey => new CreateKey(
                caller.Account, publicKey, asked.Name, ends, asked.AllowedIps ?? []));
            if (key is null)
            {
                return refused!;
            }

            var made = await loop.AskAsync(network => AccountResources.FindKey(network, key.PublicKey)!);
            return Answer.Created(new ApiKeyCreated(made, key.SecretKey), ApiJson.Default.ApiKeyCreated);
        }
    }

    private async Task<IResult> ListAsync(HttpContext context)
    {
        if (!PageQuery.TryRead(context.Request, out var page, out var wrong)
            || !ListFilters.TryReadTruth(context.Request, "filter[revoked]", out var revoked, out wrong)
            || !ListFilters.TryReadSort(context.Request, "created_at", Sorts, out var sort, out wrong))
        {
            return wrong;
        }

        var account = Caller.Of(context).Account;
        var all = await loop.AskAsync(network => AccountResources.ListKeys(network, account));
        var found = all.Where(key => revoked is null || key.Revoked == revoked);
        var sorted = sort.Field == Sorts[0] ? found : found.OrderBy(key => key.Name, StringComparer.Ordinal);
        return Answer.Ok(page.Of(sorted, sort.Descending), ApiJson.Default.ListPageApiKeyResource);
    }

    private async Task<IResult> RevokeAsync(HttpContext context)
    {
        var caller = Caller.Of(context);
        var publicKey = (string)context.Request.RouteValues["public_key"]!;
        var outcome = await loop.SubmitAsync(new RevokeKey(caller.Account, publicKey), caller.Nonce);
        if (outcome.Refused is { } refused)
        {
            return Problems.From(refused);
        }

        var revoked = await loop.AskAsync(network => AccountResources.FindKey(network, publicKey)!);
        return Answer.Ok(revoked, ApiJson.Default.ApiKeyResource);
    }

    private static ProblemAnswer? WhyNot(ApiKeyRequest asked)
    {
        if (asked.Name is null)
        {
            return StrictJson.Missing("name");
        }

        var strange = asked.AllowedIps?.FirstOrDefault(text => text is null || !KnownKey.TryParse(text, out _));
        return asked.AllowedIps?.Contains(null!) == true || strange is not null
            ? Problems.Unprocessable(
                "address-invalid",
                "An allowed address is an IP address or a CIDR block such as 10.0.0.0/8.",
                "allowed_ips")
            : null;
    }
}
