using System.Net;
using Heliostat.Core;
using Heliostat.Protocol.Streams;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Heliostat.Manager.Streams;

/// <summary>
/// Hands requests on to containers, over streams that are used again while they are fresh. Bodies are streamed both
/// ways and held back by whoever is slow; WebSockets pass.
/// </summary>
internal sealed class HttpForwarder : IDisposable
{
    /// <summary>Connections to one port of a run at once.</summary>
    public const int ConnectionsPerPortMax = 32;

    /// <summary>Seconds for which a connection that carries nothing is kept for the next request.</summary>
    public const int PooledSecondsMax = 15;

    private const string WebSocketWord = "websocket";

    private static readonly HttpRequestOptionsKey<TunnelAim> AimKey = new("aim");

    private readonly StreamDesk _desk;
    private readonly HttpMessageInvoker _http;

    public HttpForwarder(StreamDesk desk)
    {
        _desk = desk;
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            MaxConnectionsPerServer = ConnectionsPerPortMax,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(PooledSecondsMax),
            ConnectCallback = ConnectAsync,
        });
    }

    /// <summary>Hands one request on, and its answer back.</summary>
    /// <param name="context">The request.</param>
    /// <param name="aim">The port that it goes to.</param>
    /// <param name="body">The body where it was read already.</param>
    public async Task<IResult> ForwardAsync(HttpContext context, TunnelAim aim, byte[]? body)
    {
        using var request = RequestOf(context, aim, body);
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, context.RequestAborted);
        }
        catch (HttpRequestException error)
        {
            return StreamProblems.From(error.GetBaseException() is StreamUnavailableException { Refusal: var refusal }
                ? refusal
                : new Refusal("container-unreadable", $"The container gave no answer in HTTP: {error.Message}"));
        }

        using (response)
        {
            await AnswerAsync(context, response, aim);
        }

        return TypedResults.Empty;
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The path below which the container's own paths are.</summary>
    public static string RootOf(TunnelAim aim) =>
        FormattableString.Invariant($"/v1/job-runs/{aim.Run.ToUuid()}/http/{aim.Port}/");

    private static HttpRequestMessage RequestOf(HttpContext context, TunnelAim aim, byte[]? body)
    {
        var asked = context.Request;
        var message = new HttpRequestMessage(new HttpMethod(asked.Method), UriOf(context, aim))
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        message.Options.Set(AimKey, aim);
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true)
        {
            message.Content = body is null ? new StreamContent(asked.Body) : new ByteArrayContent(body);
        }

        foreach (var (name, values) in asked.Headers)
        {
            if (HttpHeaderRules.PassesIn(name, asked.Headers.Connection)
                && !message.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        if (IsWebSocket(context))
        {
            message.Headers.TryAddWithoutValidation("Connection", "Upgrade");
            message.Headers.TryAddWithoutValidation("Upgrade", WebSocketWord);
        }

        return message;
    }

    // The host names the pool of connections; what the container reads is the header, as it came.
    private static Uri UriOf(HttpContext context, TunnelAim aim)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var rest = target.StartsWith('/') ? target : new Uri(target).PathAndQuery;
        for (var slashes = 0; slashes < RootOf(aim).Count('/') - 1; slashes++)
        {
            rest = rest[(rest.IndexOf('/', StringComparison.Ordinal) + 1)..];
        }

        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var query = rest.IndexOf('?', StringComparison.Ordinal);
        var path = slash >= 0 && (query < 0 || slash < query) ? rest[slash..]
            : query >= 0 ? $"/{rest[query..]}"
            : "/";
        return new Uri(
            FormattableString.Invariant($"http://{aim.Run.ToUuid():N}:{aim.Port}{path}"),
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }

    private static bool IsWebSocket(HttpContext context) =>
        context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
        && context.Request.Headers.Upgrade.ToString().Equals(WebSocketWord, StringComparison.OrdinalIgnoreCase);

    private static async Task AnswerAsync(HttpContext context, HttpResponseMessage response, TunnelAim aim)
    {
        var isSwitch = response.StatusCode == HttpStatusCode.SwitchingProtocols;
        if (isSwitch && !IsWebSocket(context))
        {
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
            return;
        }

        context.Response.StatusCode = (int)response.StatusCode;
        CopyHeaders(response, context.Response, RootOf(aim));
        await using var from = await response.Content.ReadAsStreamAsync(context.RequestAborted);
        if (isSwitch)
        {
            context.Response.Headers.Upgrade = WebSocketWord;
            await using var consumer = await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
            await BytePump.RunAsync(consumer, from, context.RequestAborted);
            return;
        }

        try
        {
            await from.CopyToAsync(context.Response.Body, StreamWords.BufferBytes, context.RequestAborted);
        }
        catch (Exception error) when (error is IOException or HttpRequestException or OperationCanceledException)
        {
            // Half an answer must not look like a whole one.
            context.Abort();
        }
    }

    private static void CopyHeaders(HttpResponseMessage from, HttpResponse to, string root)
    {
        var connection = new StringValues([.. from.Headers.Connection]);
        foreach (var (name, values) in from.Headers.NonValidated.Concat(from.Content.Headers.NonValidated))
        {
            if (!HttpHeaderRules.PassesOut(name, connection))
            {
                continue;
            }

            var isCookie = name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase);
            to.Headers[name] = new StringValues(
                [.. values.Select(value => isCookie ? HttpHeaderRules.Keep(value, root) : value)]);
        }
    }

    private async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (tunnel, refused) = context.InitialRequestMessage.Options.TryGetValue(AimKey, out var aim)
            ? await _desk.OpenAsync(aim, cancellation)
            : throw new InvalidOperationException("A request to a container has no aim.");
        return tunnel ?? throw new StreamUnavailableException(refused!);
    }
}
