using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Heliostat.Node.Health;

/// <summary>Answers <c>GET /health</c>, by which an operator or a container engine sees that the agent lives.</summary>
internal sealed class HealthServer : IAsyncDisposable
{
    private const string ContainerVariable = "DOTNET_RUNNING_IN_CONTAINER";
    private const string ContainerMark = "/.dockerenv";

    private readonly WebApplication _app;

    private HealthServer(WebApplication app, int port) => (_app, Port) = (app, port);

    /// <summary>The port that it listens on.</summary>
    public int Port { get; }

    /// <summary>Listens on a port, 0 for any; null where it cannot, which is no reason not to work.</summary>
    public static async Task<HealthServer?> StartAsync(int port, Func<bool> isConnected, NodeSurroundings surroundings)
    {
        var log = surroundings.Logs.CreateLogger("Heliostat.Node.Health");
        var began = surroundings.Time.GetTimestamp();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(Address(), port));
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        var app = builder.Build();
        app.MapGet("/health", context =>
        {
            var seconds = (long)surroundings.Time.GetElapsedTime(began).TotalSeconds;
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(
                $"{{\"status\":\"healthy\",\"relay_connected\":{(isConnected() ? "true" : "false")},"
                + $"\"uptime_seconds\":{seconds}}}");
        });
        try
        {
            await app.StartAsync().ConfigureAwait(false);
            var server = new HealthServer(app, PortOf(app));
            HealthLog.Listens(log, server.Port);
            return server;
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            HealthLog.CannotListen(log, port, error.Message);
            await app.DisposeAsync().ConfigureAwait(false);
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    // A published port of a container reaches no loopback address inside it.
    private static IPAddress Address() =>
        Environment.GetEnvironmentVariable(ContainerVariable) == "true" || File.Exists(ContainerMark)
            ? IPAddress.Any
            : IPAddress.Loopback;

    /// <summary>Leaves signals alone, which are for the agent: it has runs to finish.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private static int PortOf(WebApplication app) => new Uri(app.Services.GetRequiredService<IServer>().Features
        .Get<IServerAddressesFeature>()!.Addresses.First()).Port;
}
