using System.Collections.Concurrent;
using System.Text.Json;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Heliostat.Storage.Transfer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Heliostat.Node.Tests.Support;

/// <summary>A manager's transfers and a store of blobs: signs nothing, but stores only bytes that match.</summary>
internal sealed class TestStore
{
    private readonly ConcurrentDictionary<string, byte[]> _blobs = new();

    public AccountId Account { get; } = new(Guid.NewGuid());

    public string Token { get; set; } = "token-one";

    /// <summary>Hashes for which a URL was asked, to fetch them.</summary>
    public ConcurrentBag<ContentHash> Fetched { get; } = [];

    /// <summary>Answers this many requests for URLs with a server error.</summary>
    public int Stumbles { get; set; }

    /// <summary>Refuses every upload.</summary>
    public bool IsFull { get; set; }

    public void Map(WebApplication app)
    {
        app.MapPost("/api/v1/nodes/{node}/transfers", GrantAsync);
        app.MapMethods("/blobs/{hash}", ["GET", "HEAD", "PUT"], ServeAsync);
    }

    public BlobName Put(byte[] bytes)
    {
        var name = new BlobName(ContentHash.Of(bytes), bytes.Length);
        _blobs[name.Hash.ToString()] = bytes;
        return name;
    }

    public byte[] Get(ContentHash hash) => _blobs[hash.ToString()];

    private async Task GrantAsync(HttpContext context)
    {
        Assert.Equal($"Bearer {Token}", (string?)context.Request.Headers.Authorization);
        if (Stumbles-- > 0)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        var request = (await JsonSerializer.DeserializeAsync(
            context.Request.Body, WireJson.Default.TransferRequest))!;
        if (request.Downloads.Any(hash => !_blobs.ContainsKey(hash.ToString())))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var grants = request.Downloads.Select(hash => new TransferGrant(
            new BlobName(hash, _blobs[hash.ToString()].Length), Url(hash)));
        var puts = request.Uploads.Select(blob => new TransferGrant(
            blob, _blobs.ContainsKey(blob.Hash.ToString()) ? null : Url(blob.Hash)));
        request.Downloads.ToList().ForEach(Fetched.Add);
        await JsonSerializer.SerializeAsync(
            context.Response.Body, new TransferGrants(Account, [.. grants, .. puts]), WireJson.Default.TransferGrants);

        string Url(ContentHash hash) => $"http://{context.Request.Host}/blobs/{hash}";
    }

    private async Task ServeAsync(HttpContext context)
    {
        var hash = (string)context.Request.RouteValues["hash"]!;
        switch (context.Request.Method)
        {
            case "GET":
                await context.Response.Body.WriteAsync(_blobs[hash]);
                break;
            case "HEAD":
                context.Response.Headers[BlobHeaders.UploadComplete] = _blobs.ContainsKey(hash) ? "?1" : "?0";
                context.Response.Headers[BlobHeaders.UploadOffset] = "0";
                break;
            default:
                var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                if (IsFull)
                {
                    context.Response.Headers[BlobHeaders.Refusal] = "storage-full";
                    context.Response.StatusCode = StatusCodes.Status507InsufficientStorage;
                    break;
                }

                Assert.Equal(hash, Put(body.ToArray()).Hash.ToString());
                break;
        }
    }
}
