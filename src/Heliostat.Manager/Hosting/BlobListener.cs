using System.Net;
using Heliostat.Manager.Blobs;
using Heliostat.Manager.Operations;
using Microsoft.AspNetCore.Builder;

namespace Heliostat.Manager.Hosting;

/// <summary>Builds the blob store's own web server, so that no upload stands in the API's way.</summary>
internal static class BlobListener
{
    public static WebApplication Build(ManagerParts parts)
    {
        var builder = Listeners.NewBuilder(parts.Loggers);

        // Each signed URL names its exact length, which the handler sets as the limit.
        builder.WebHost.ConfigureKestrelServer(
            new IPEndPoint(parts.Options.Address, parts.Options.BlobPort),
            server => server.Limits.MaxRequestBodySize = 0);
        var app = builder.Build();
        app.UseMiddleware<ProblemPages>();
        app.UseRouting();
        var options = parts.Options;
        var caps = new BandwidthCaps(options.UploadBytesPerSecond, options.DownloadBytesPerSecond, TimeProvider.System);
        app.MapBlobs(parts.Store, parts.Urls.Keys, caps);
        return app;
    }
}
