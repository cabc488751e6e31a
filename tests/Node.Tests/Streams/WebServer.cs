using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Heliostat.Manager.Hosting;
using Heliostat.Node.Streams;
using Heliostat.Protocol.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;

namespace Heliostat.Node.Tests.Streams;

/// <summary>A real web server on loopback, in the place of one in a container.</summary>
internal sealed class WebServer : IContainerPorts, IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebServer(WebApplication app) => _app = app;

    public static async Task<WebServer> StartAsync()
    {
        var builder = Listeners.NewBuilder(NullLoggerFactory.Instance);
        builder.WebHost.ConfigureKestrelServer(
            new IPEndPoint(IPAddress.Loopback, 0), server => server.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        app.UseWebSockets();
        app.Run(AnswerAsync);
        await app.StartAsync();
        return new WebServer(app);
    }

    public async ValueTask<Stream> ConnectAsync(RunId run, int port, CancellationToken cancellationToken)
    {
        if (port == 22)
        {
            throw new StreamException("port-closed", "Nothing answers at port 22.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Listeners.PortOf(_app), cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static Task AnswerAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest)
        {
            return EchoMessagesAsync(context);
        }

        context.Response.Headers.StrictTransportSecurity = "max-age=1";
        context.Response.Headers.SetCookie = "a=b; Path=/; Domain=example.org; HttpOnly";
        if (context.Request.Method == "POST")
        {
            return context.Request.Body.CopyToAsync(context.Response.Body, context.RequestAborted);
        }

        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var headers = context.Request.Headers.Select(header => $"{header.Key}: {header.Value}");
        return context.Response.WriteAsync($"{target}\n{string.Join('\n', headers)}");
    }

    private static async Task EchoMessagesAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[4_096];
        while (await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted) is
            { MessageType: not WebSocketMessageType.Close } got)
        {
            await socket.SendAsync(
                buffer.AsMemory(0, got.Count), got.MessageType, got.EndOfMessage, context.RequestAborted);
        }

        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
    }
}
