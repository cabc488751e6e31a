using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Heliostat.Manager.Hosting;

/// <summary>
/// What the manager's web servers have in common: nothing from the environment, and no lifetime of their own.
/// </summary>
internal static class Listeners
{
    /// <summary>Seconds that open requests have to end when the manager stops.</summary>
    public const int StopSecondsMax = 5;

    /// <summary>Seconds that the head of a request may take to come: who sends it drop by drop is let go.</summary>
    public const int HeadSecondsMax = 10;

    /// <summary>Bytes a second of a body below which its sender is let go, after a few seconds' grace.</summary>
    public const int BodyBytesPerSecondMin = 240;

    private const int BodyGraceSeconds = 5;

    public static WebApplicationBuilder NewBuilder(ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, HostLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(StopSecondsMax));
        return builder;
    }

    public static void ConfigureKestrelServer(
        this IWebHostBuilder web, IPEndPoint endpoint, Action<KestrelServerOptions> limits) =>
        web.ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Listen(endpoint);
            server.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(HeadSecondsMax);
            server.Limits.MinRequestBodyDataRate = new MinDataRate(
                BodyBytesPerSecondMin, TimeSpan.FromSeconds(BodyGraceSeconds));
            limits(server);
        });

    /// <summary>The port that a started server listens on.</summary>
    public static int PortOf(WebApplication app)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return new Uri(addresses.First()).Port;
    }

    /// <summary>Starts a server.</summary>
    /// <exception cref="ManagerStartException">Its port is taken, or may not be used.</exception>
    public static async Task StartAsync(WebApplication app, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (IOException error)
        {
            throw new ManagerStartException(
                "address-unusable", $"{error.Message} Choose another port, or stop what listens there.", error);
        }
    }

    /// <summary>The manager starts and stops its servers itself.</summary>
    private sealed class HostLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
