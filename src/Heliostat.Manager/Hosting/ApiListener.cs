using System.Net;
using System.Text.Json;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Containers;
using Heliostat.Manager.Hardware;
using Heliostat.Manager.Jobs;
using Heliostat.Manager.Logs;
using Heliostat.Manager.News;
using Heliostat.Manager.Nodes;
using Heliostat.Manager.Offers;
using Heliostat.Manager.Operations;
using Heliostat.Manager.Recipes;
using Heliostat.Manager.Streams;
using Heliostat.Manager.Webhooks;
using Heliostat.Protocol.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using StorageRoutes = Heliostat.Manager.Blobs.StorageRoutes;
using UploadRoutes = Heliostat.Manager.Blobs.UploadRoutes;

namespace Heliostat.Manager.Hosting;

/// <summary>Builds the web server of the API and the relay.</summary>
internal static class ApiListener
{
    public static WebApplication Build(ManagerParts parts)
    {
        var builder = Listeners.NewBuilder(parts.Loggers);
        builder.WebHost.ConfigureKestrelServer(
            new IPEndPoint(parts.Options.Address, parts.Options.Port), ConfigureLimits);
        builder.Services.Configure<JsonOptions>(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
        });
        builder.Services.AddOpenApi(OpenApiText.Configure);
        var app = builder.Build();
        app.Use(parts.Http.CountAsync);
        app.UseMiddleware<HeadHeader>(parts.Loop);
        app.UseMiddleware<ProblemPages>();
        app.UseRouting();
        // Heartbeats are the protocol's own; a timer for each connection would be one too many.
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.Zero });
        app.UseMiddleware<SignatureGate>(parts.Loop, parts.Gate);
        app.UseMiddleware<QueryCheck>();
        MapRoutes(app, parts);
        return app;
    }

    private static void ConfigureLimits(KestrelServerOptions server)
    {
        // A little over the limit, so that who sends too much reads the refusal instead of a closed connection.
        server.Limits.MaxRequestBodySize = 4 * RequestBody.BytesMax;
        server.Limits.MaxConcurrentUpgradedConnections = null;
    }

    private static void MapRoutes(IEndpointRouteBuilder routes, ManagerParts parts)
    {
        var keys = new NewKeys(parts.Loop, parts.Vault, parts.Seals, parts.Gate.Keys);
        new AccountRoutes(parts.Loop, keys, parts.Idempotency).Map(routes);
        new UsageRoutes(parts.Loop, parts.Storage).Map(routes);
        new KeyRoutes(parts.Loop, keys, parts.Idempotency).Map(routes);
        new WebhookRoutes(parts.Loop, parts.Webhooks, parts.Idempotency).Map(routes);
        new NewsRoutes(parts.NewsSources, parts.AccountNews.Feeds).Map(routes);
        MapJobs(routes, parts);
        MapNodes(routes, parts);
        new UploadRoutes(parts.Store, parts.Urls, parts.Storage).Map(routes);
        new StorageRoutes(parts.Sweeps).Map(routes);
        new HealthRoutes(parts.Loop, parts.Views, parts.Store).Map(routes);
        new HeadRoutes(parts.Loop).Map(routes);
        new ExplainRoutes(parts.Loop).Map(routes);
        var host = new HostFigures(parts.Commands, parts.Http, parts.Webhooks.Courier);
        var work = new WorkFigures(parts.Connections, parts.Dispatcher, parts.Streams.Desk.Open);
        new MetricsRoute(parts.Loop, host, work, parts.Sweeps).Map(routes);
        routes.MapOpenApi(OpenApiText.Path);
    }

    private static void MapJobs(IEndpointRouteBuilder routes, ManagerParts parts)
    {
        var submission = new JobSubmission(parts.Loop, parts.Seals, parts.Shelf, parts.Reads.Reads, parts.Storage);
        var manifests = new ManifestCheck(parts.Store);
        var jobs = new JobRoutes(parts.Loop, submission, manifests, parts.Idempotency, parts.Reads);
        jobs.Map(routes);
        var recipes = new NewRecipes(parts.Loop, parts.Recipes);
        new RecipeRoutes(parts.Loop, parts.Recipes, recipes, parts.Idempotency).Map(routes);
        new CookRoutes(parts.Loop, parts.Recipes, jobs).Map(routes);
        new UnitFileRoutes(parts.Reads.Reads, manifests.Folders, parts.Urls).Map(routes);
        new JobControlRoutes(parts.Loop, parts.Seals, parts.Idempotency, parts.Reads).Map(routes);
        new JobRunRoutes(parts.Reads, parts.Logs).Map(routes);
        new LogRoutes(parts.Reads, parts.Logs).Map(routes);
        new JobStreamRoute(parts.Loop, parts.Streams, parts.Reads).Map(routes, parts.Jobs);
        new RunHttpRoute(parts.Streams, parts.Reads, parts.Jobs, parts.Gate.Failures).Map(routes);
        var reasons = new ClaimReasons(parts.Vault, parts.Seals);
        new ClaimRoutes(parts.Loop, reasons, parts.Idempotency, parts.Reads).Map(routes);
        var replay = new NewsReplay(parts.Loop, parts.News);
        new EventRoutes(parts.Loop, parts.Reads.Reads, parts.News, replay, parts.Notifier).Map(routes);
    }

    private static void MapNodes(IEndpointRouteBuilder routes, ManagerParts parts)
    {
        new NodeRoutes(parts.Loop, parts.Reads.Reads, parts.Presence, parts.Relay.Hardware).Map(routes);
        new GpuRoutes(parts.Loop).Map(routes);
        new OfferRoutes(parts.Loop).Map(routes);
        new RegistrationRoutes(parts.Loop, parts.Desk, parts.Tokens, parts.Gate.Failures).Map(routes);
        new RelayRoute(parts.Relay, parts.Gate.Failures).Map(routes);
        new StreamRelayRoute(parts.Streams.Desk.Open, parts.Tokens, parts.Gate.Failures).Map(routes);
        var transfers = new TransferDesk(parts.Jobs, new ManifestCheck(parts.Store), parts.Store, parts.Urls);
        new TransferRoutes(parts.Loop, transfers, parts.Tokens, parts.Gate.Failures).Map(routes);
    }
}
