using Heliostat.Storage;
using Heliostat.Storage.Urls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Heliostat.Manager.Blobs;

/// <summary>
/// Blobs over HTTP, for whoever has a signed URL: GET with ranges, PUT that goes on after a break, HEAD for the bytes
/// held. Host them with request logging off, for the URLs are secrets.
/// </summary>
public static class BlobRoutes
{
    /// <summary>Maps <c>/blobs/{hash}</c>, without caps unless some are given.</summary>
    public static IEndpointRouteBuilder MapBlobs(
        this IEndpointRouteBuilder routes, IBlobStore store, SignedUrlKeys keys, BandwidthCaps? caps = null)
    {
        var blobs = new BlobHandler(store, keys, caps ?? BandwidthCaps.None);
        routes.MapGet("/blobs/{hash}", blobs.Get).ExcludeFromDescription();
        routes.MapPut("/blobs/{hash}", blobs.Put).ExcludeFromDescription();
        routes.MapMethods("/blobs/{hash}", [HttpMethods.Head], blobs.Head).ExcludeFromDescription();
        return routes;
    }
}
