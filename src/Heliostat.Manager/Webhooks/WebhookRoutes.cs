using Heliostat.Core;
using Heliostat.Core.Webhooks;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Loop;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Values;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Heliostat.Manager.Webhooks;

/// <summary>Where the caller's own account wants its news posted: <c>/v1/webhooks</c>.</summary>
internal sealed class WebhookRoutes(ManagerLoop loop, WebhookDesk desk, IdempotencyBook idempotency)
{
    private const string Tag = "Webhooks";
    private const string One = "/v1/webhooks/{uuid:guid}";

    private static readonly string[] Sorts = ["created_at"];

    private static readonly ProblemAnswer Unknown = Problems.From(
        new Refusal("webhook-unknown", "This account has no such webhook."));

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Post("/v1/webhooks", AddAsync).For(AccessRule.ChangesJobs)
            .Describe(Tag, "Add a webhook", "News is posted to it, signed; the secret is shown this once.")
            .Takes<WebhookRequest>().Gives<WebhookCreated>(StatusCodes.Status201Created);
        routes.Get("/v1/webhooks", ListAsync).For(AccessRule.ChangesJobs)
            .Describe(Tag, "List webhooks", "With how they stand, and what waits for them.")
            .TakesQuery("limit", "page", "sort").Gives<ListPage<WebhookResource>>();
        routes.Delete(One, RemoveAsync).For(AccessRule.ChangesJobs)
            .Describe(Tag, "Remove a webhook", "What waits for it is let go.").Gives<WebhookResource>();
        routes.Post($"{One}/rotate", RotateAsync).For(AccessRule.ChangesJobs)
            .Describe(Tag, "Give a webhook a new secret", "For 24 hours posts are signed with the old one, too.")
            .Gives<WebhookCreated>();
        routes.Put($"{One}/enable", EnableAsync).For(AccessRule.ChangesJobs)
            .Describe(Tag, "Enable a webhook", "Again, for news from here on.").Gives<WebhookResource>();
        routes.Post($"{One}/test", TestAsync).For(AccessRule.ChangesJobs)
            .Describe(Tag, "Test a webhook", "Posts a test at once, once, and says what became of it.")
            .Gives<WebhookDelivery>();
        routes.Get($"{One}/deliveries", ListDeliveriesAsync).For(AccessRule.ChangesJobs)
            .Describe(Tag, "List deliveries", "The newest first: what waits, and the last hundred that ended.")
            .TakesQuery("limit", "page", "sort").Gives<ListPage<WebhookDelivery>>();
    }

    private async Task<IResult> AddAsync(HttpContext context)
    {
        var caller = Caller.Of(context);
        var type = ApiJson.Default.WebhookRequest;
        if (!StrictJson.TryRead(context.Request, caller.Body, type, out var asked, out var wrong))
        {
            return wrong;
        }

        if (asked.Url is null || asked.Events?.Contains(null!) == true)
        {
            return asked.Url is null ? StrictJson.Missing("url") : StrictJson.WrongType("events");
        }

        if (!desk.Urls.TryRead(asked.Url, out var url, out wrong))
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
            var (id, made, refused) = await desk.New.AddAsync(once, caller, url.AbsoluteUri, asked.Events ?? []);
            return id is { } webhook
                ? Answer.Created(await CreatedAsync(webhook, made!), ApiJson.Default.WebhookCreated)
                : refused!;
        }
    }

    private async Task<IResult> ListAsync(HttpContext context)
    {
        if (!PageQuery.TryRead(context.Request, out var page, out var wrong)
            || !ListFilters.TryReadSort(context.Request, Sorts[0], Sorts, out var sort, out wrong))
        {
            return wrong;
        }

        await SeeAsync();
        List<WebhookResource> all = [.. desk.Ring.Of(Caller.Of(context).Account).Select(desk.Resources.Of)];
        return Answer.Ok(page.Of(all, sort.Descending), ApiJson.Default.ListPageWebhookResource);
    }

    private async Task<IResult> RemoveAsync(HttpContext context, Guid uuid)
    {
        var caller = Caller.Of(context);
        if (await FindAsync(caller, uuid) is not { } webhook)
        {
            return Unknown;
        }

        var removed = desk.Resources.Of(webhook);
        var outcome = await loop.SubmitAsync(new RemoveWebhook(caller.Account, webhook.Id), caller.Nonce);
        if (outcome.Refused is { } refused)
        {
            return Problems.From(refused);
        }

        desk.Vault.Forget(webhook.Target);
        return Answer.Ok(removed, ApiJson.Default.WebhookResource);
    }

    private async Task<IResult> RotateAsync(HttpContext context, Guid uuid)
    {
        var caller = Caller.Of(context);
        if (await FindAsync(caller, uuid) is not { } webhook || desk.Vault.Find(webhook.Target) is not { } before)
        {
            return Unknown;
        }

        var (made, problem) = await desk.New.RotateAsync(webhook, before, caller);
        return made is null
            ? problem!
            : Answer.Ok(await CreatedAsync(webhook.Id, made), ApiJson.Default.WebhookCreated);
    }

    private async Task<IResult> EnableAsync(HttpContext context, Guid uuid)
    {
        var (caller, id) = (Caller.Of(context), new WebhookId(uuid));
        var outcome = await loop.SubmitAsync(new EnableWebhook(caller.Account, id), caller.Nonce);
        return outcome.Refused is { } refused
            ? Problems.From(refused)
            : await FindAsync(caller, uuid) is { } webhook
                ? Answer.Ok(desk.Resources.Of(webhook), ApiJson.Default.WebhookResource)
                : Unknown;
    }

    private async Task<IResult> TestAsync(HttpContext context, Guid uuid)
    {
        if (await FindAsync(Caller.Of(context), uuid) is not { } webhook)
        {
            return Unknown;
        }

        var (row, problem) = await desk.Tester.TestAsync(webhook, context.RequestAborted);
        return row is null ? problem! : Answer.Ok(WebhookResources.Of(row), ApiJson.Default.WebhookDelivery);
    }

    private async Task<IResult> ListDeliveriesAsync(HttpContext context, Guid uuid)
    {
        if (!PageQuery.TryRead(context.Request, out var page, out var wrong)
            || !ListFilters.TryReadSort(context.Request, $"-{Sorts[0]}", Sorts, out var sort, out wrong))
        {
            return wrong;
        }

        if (await FindAsync(Caller.Of(context), uuid) is not { } webhook)
        {
            return Unknown;
        }

        var (rows, total) = desk.Outbox.List(webhook.Id, page.Page, page.Limit, sort.Descending);
        return Answer.Ok(
            new ListPage<WebhookDelivery>([.. rows.Select(WebhookResources.Of)], page.Page, page.Limit, total),
            ApiJson.Default.ListPageWebhookDelivery);
    }

    private async Task<WebhookCreated> CreatedAsync(WebhookId id, SealedWebhook made)
    {
        await SeeAsync();
        return new WebhookCreated(desk.Resources.Of(desk.Ring.Find(id)!), made.Secret);
    }

    private async Task<KnownWebhook?> FindAsync(Caller caller, Guid uuid)
    {
        await SeeAsync();
        return desk.Ring.Find(new WebhookId(uuid)) is { } webhook && webhook.Account == caller.Account ? webhook : null;
    }

    // A question is answered after readers saw what was answered before it.
    private Task<bool> SeeAsync() => loop.AskAsync(static _ => true);
}
