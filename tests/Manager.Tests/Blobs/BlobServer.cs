using Heliostat.Manager.Blobs;
using Heliostat.Protocol.Values;
using Heliostat.Storage;
using Heliostat.Storage.Urls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Heliostat.Manager.Tests.Blobs;

/// <summary>A real blob listener on a free port, which can break connections on demand.</summary>
internal sealed class BlobServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private BlobServer(WebApplication app) => _app = app;

    public SignedUrlKeys Keys { get; } = new("k1", new byte[32]);

    public AccountId Account { get; } = new(Guid.NewGuid());

    /// <summary>After how many bytes the next GET or PUT is cut off; null for never.</summary>
    public long? CutAfterBytes { get; set; }

    /// <summary>The requests that came, as METHOD and status, with the range asked for.</summary>
    public List<string> Seen { get; } = [];

    private Uri Origin => new(_app.Urls.Single());

    public static async Task<BlobServer> Start(IBlobStore store)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new BlobServer(app);
        app.Use(server.Watch);
        app.MapBlobs(store, server.Keys);
        await app.StartAsync();
        return server;
    }

    public BlobKey KeyOf(ContentHash hash) => new(Account, hash);

    public Uri Url(HttpMethod method, ContentHash hash, long length, TimeSpan ago = default) =>
        SignedUrl.Make(Origin, method, KeyOf(hash), length, DateTimeOffset.UtcNow - ago, Keys);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task Watch(HttpContext context, RequestDelegate next)
    {
        if (CutAfterBytes is { } bytes && !HttpMethods.IsHead(context.Request.Method))
        {
            CutAfterBytes = null;
            context.Request.Body = new CutStream(context.Request.Body, bytes, context);
            context.Response.Body = new CutStream(context.Response.Body, bytes, context);
        }

        try
        {
            await next(context);
        }
        finally
        {
            var range = context.Request.Headers.ContentRange.ToString() + context.Request.Headers.Range;
            lock (Seen)
            {
                Seen.Add($"{context.Request.Method} {context.Response.StatusCode} {range}".TrimEnd());
            }
        }
    }
}
