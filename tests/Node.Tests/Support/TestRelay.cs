using System.Collections.Concurrent;
using System.Threading.Channels;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Heliostat.Node.Tests.Support;

/// <summary>
/// A manager's relay, spoken by the test: strict about tokens, signatures, counters and unexpected words.
/// </summary>
internal sealed class TestRelay : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly WebApplication _app;
    private readonly Channel<TestSession> _sessions = Channel.CreateUnbounded<TestSession>();
    private readonly ConcurrentBag<TestSession> _all = [];

    private TestRelay(WebApplication app) => _app = app;

    public Guid Network { get; } = Guid.NewGuid();

    public NodeId NodeId { get; } = new(Guid.NewGuid());

    public Ed25519PrivateKey NodeKey { get; } = Ed25519PrivateKey.Generate();

    public string Token { get; set; } = "token-one";

    public int Attempts { get; private set; }

    public string Origin { get; private set; } = "";

    /// <summary>More routes, for what a test needs beside the relay.</summary>
    public static async Task<TestRelay> StartAsync(Action<WebApplication>? more = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var relay = new TestRelay(app);
        app.UseWebSockets();
        app.Map("/api/v1/relay/ws/{node}", relay.ServeAsync);
        more?.Invoke(app);
        await app.StartAsync();
        relay.Origin = app.Services.GetRequiredService<IServer>().Features
            .Get<IServerAddressesFeature>()!.Addresses.Single();
        return relay;
    }

    /// <summary>The next connection, before hello.</summary>
    public async Task<TestSession> AcceptAsync(TimeSpan? patience = null) =>
        await _sessions.Reader.ReadAsync().AsTask().WaitAsync(patience ?? Patience);

    /// <summary>The next connection, after both hellos.</summary>
    public async Task<TestSession> OpenAsync()
    {
        var session = await AcceptAsync();
        await session.OpenAsync();
        return session;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in _all)
        {
            session.AssertNothingUnexpected();
            session.Abort();
        }

        await _app.StopAsync();
        await _app.DisposeAsync();
        NodeKey.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        Attempts++;
        Assert.Equal(NodeId.ToString(), (string?)context.Request.RouteValues["node"]);
        if (context.Request.Headers.Authorization != $"Bearer {Token}")
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var session = new TestSession(socket, Network, NodeKey);
        _all.Add(session);
        _sessions.Writer.TryWrite(session);
        await session.ReceiveAllAsync();
    }
}
