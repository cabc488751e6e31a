using System.Text.Json;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Values;
using Heliostat.Protocol.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Heliostat.Manager.News;

/// <summary>The news of the caller's own account as it comes, as server-sent events: <c>/v1/events</c>.</summary>
internal sealed class NewsRoutes(NewsSources sources, AccountFeeds feeds)
{
    /// <summary>Entries that are read for one client; who missed more is told to read again.</summary>
    public const long EntriesMax = 10_000;

    public void Map(IEndpointRouteBuilder routes) =>
        routes.Get("/v1/events", StreamAsync).For(AccessRule.ChangesJobs)
            .Describe(
                "Accounts",
                "Follow your account",
                "The same news as webhooks get. Last-Event-ID goes on where a stream broke.")
            .Gives<NewsMessage>(mediaType: EventStream.MediaType);

    private static StreamedEvent Write(NewsMessage news) => new(
        news.Type, news.Sequence, JsonSerializer.Serialize(news, ApiJson.Default.NewsMessage), IsLast: false);

    private async Task<IResult> StreamAsync(HttpContext context)
    {
        var account = Caller.Of(context).Account;
        var subscriber = feeds.Subscribe(account);
        try
        {
            await EventStream.WriteAsync(
                context,
                async () => EventStream.LastIdOf(context.Request) is { } last ? await SinceAsync(account, last) : [],
                subscriber,
                Write);
        }
        finally
        {
            feeds.Unsubscribe(account, subscriber);
        }

        return TypedResults.Empty;
    }

    /// <summary>The news from an entry on, that entry's own among it: the stream may have broken in between.</summary>
    private async Task<IReadOnlyList<NewsMessage>> SinceAsync(AccountId account, long last)
    {
        var head = sources.Loop.Head?.Sequence ?? 0;
        if (last > head || head - last > EntriesMax || !await sources.Views.WaitForAsync(head))
        {
            return [AccountFeeds.Resync(head)];
        }

        return await Task.Run<IReadOnlyList<NewsMessage>>(() =>
        [
            .. sources.Writer.Write([.. new NewsJournal(sources.Loop).Read(last, head)], heard => heard == account)
                .Select(told => told.News),
        ]);
    }
}
