using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;

namespace Heliostat.Manager.Hosting;

/// <summary>A manager that serves.</summary>
internal sealed class ServingHost : IAsyncDisposable
{
    private readonly WebApplication _api;
    private readonly WebApplication _blobs;
    private readonly Sweeper _sweeper;
    private bool _stopped;

    private ServingHost(ManagerParts parts, WebApplication api, WebApplication blobs, Origins origins)
    {
        (Parts, _api, _blobs, Origins) = (parts, api, blobs, origins);
        _sweeper = new Sweeper(parts);
        parts.Sweeps.Start();
    }

    public ManagerParts Parts { get; }

    public Origins Origins { get; }

    /// <summary>Ends with an exception when the journal can be written no more.</summary>
    public Task Faulted => Parts.Loop.Faulted;

    /// <summary>Starts serving.</summary>
    public static async Task<ServingHost> StartAsync(ManagerParts parts, CancellationToken cancellation)
    {
        var blobs = BlobListener.Build(parts);
        await Listeners.StartAsync(blobs, cancellation);
        var blobPort = Listeners.PortOf(blobs);
        var api = ApiListener.Build(parts);
        try
        {
            // Proofs and URLs name where the manager is reached, so that is known before the first request.
            Say(parts, Origins.Of(parts.Options, parts.Options.Port, blobPort));
            await Listeners.StartAsync(api, cancellation);
            var origins = Origins.Of(parts.Options, Listeners.PortOf(api), blobPort);
            Say(parts, origins);
            await FirstStart.OpenOwnerAsync(parts, origins.Api);
            return new ServingHost(parts, api, blobs, origins);
        }
        catch
        {
            await api.DisposeAsync();
            await blobs.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops in good order: takes nothing new, ends streams and connections, drains the loop.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopped)
        {
            return;
        }

        _stopped = true;
        await _sweeper.DisposeAsync();
        Parts.Notifier.EndAll();
        Parts.AccountNews.Feeds.EndAll();
        Parts.Streams.Desk.Open.EndAll();
        foreach (var connection in Parts.Connections.All)
        {
            connection.Close(WebSocketCloseStatus.EndpointUnavailable, "The manager stops.");
        }

        await StopAsync(_api);
        await StopAsync(_blobs);
        await Parts.DisposeAsync();
    }

    private static void Say(ManagerParts parts, Origins origins)
    {
        (parts.Desk.Origin, parts.Urls.Origin) = (origins.Api, origins.Blobs);
        parts.Streams.Doors.Host = new Uri(origins.Api).Host;
    }

    private static async Task StopAsync(WebApplication app)
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
