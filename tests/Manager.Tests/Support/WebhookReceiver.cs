using System.Collections.Concurrent;
using System.Text.Json;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Heliostat.Manager.Tests.Support;

/// <summary>A real server on loopback that takes posts, and answers as the test says.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Post> _posts = [];

    private WebhookReceiver(WebApplication app) => _app = app;

    /// <summary>What came, in order.</summary>
    public IReadOnlyList<Post> Posts => [.. _posts];

    /// <summary>The posts that were answered with 2xx.</summary>
    public IReadOnlyList<Post> Taken => [.. _posts.Where(post => post.Status is >= 200 and < 300)];

    /// <summary>The status of the next answers.</summary>
    public int Status { get; set; } = StatusCodes.Status204NoContent;

    /// <summary>What answers wait for; done unless a test says otherwise.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>More headers of the answers.</summary>
    public Dictionary<string, string> Headers { get; } = [];

    public string Url => $"{_app.Urls.Single()}/hook";

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new WebhookReceiver(app);
        app.Run(receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    public Task UntilTakenAsync(int count) => Waits.UntilAsync(() => Task.FromResult(Taken.Count >= count));

    public Task UntilAsync(string type) =>
        Waits.UntilAsync(() => Task.FromResult(Taken.Any(post => post.News.Type == type)));

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        await Gate.WaitAsync(context.RequestAborted);
        var (request, status) = (context.Request, Status);
        _posts.Enqueue(new Post(
            request.Path.Value!,
            request.Headers[WebhookSignature.IdHeader].Single()!,
            request.Headers[WebhookSignature.TimestampHeader].Single()!,
            request.Headers[WebhookSignature.SignatureHeader].Single()!,
            body.ToArray(),
            status));
        foreach (var (name, value) in Headers)
        {
            context.Response.Headers[name] = value;
        }

        context.Response.StatusCode = status;
    }

    /// <summary>One post, and what it was answered with.</summary>
    public sealed record Post(string Path, string Id, string Timestamp, string Signature, byte[] Body, int Status)
    {
        public NewsMessage News { get; } = JsonSerializer.Deserialize(Body, ApiJson.Default.NewsMessage)!;

        public bool IsSignedWith(string secret) => WebhookSignature.Verify(
            secret, Id, Timestamp, Signature, Body, DateTimeOffset.UtcNow.ToUnixTimeSeconds());
    }
}
