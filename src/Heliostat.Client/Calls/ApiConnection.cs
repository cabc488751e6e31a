using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Signing;

namespace Heliostat.Client.Calls;

/// <summary>
/// Sends signed requests to one manager, repeats what may be repeated, and turns problems into exceptions.
/// </summary>
internal sealed class ApiConnection : IDisposable
{
    /// <summary>Seconds that one try may take until its answer is complete.</summary>
    public const int TrySecondsMax = 60;

    private const string JsonType = "application/json";
    private const int SocketKeyBytes = 16;
    private const string IdempotencyHeader = "Idempotency-Key";

    private readonly HttpClient _http;
    private readonly RequestSigner _signer;

    public ApiConnection(KeyFile key, HttpMessageHandler handler)
    {
        Origin = OriginOf(key.Url);
        _signer = new RequestSigner(key.PublicKey, key.SecretKey);
        _http = new HttpClient(handler) { BaseAddress = Origin, Timeout = Timeout.InfiniteTimeSpan };
    }

    public Uri Origin { get; }

    public HeadKeeper Heads { get; } = new();

    /// <summary>Asks for something.</summary>
    public Task<T> GetAsync<T>(ApiPath path, JsonTypeInfo<T> answer, CancellationToken cancellation) =>
        AnswerAsync(new ApiRequest(HttpMethod.Get, path, [], null), answer, cancellation);

    /// <summary>Asks for a change; sent again under the same idempotency key, so that it happens once.</summary>
    public Task<TAnswer> SendAsync<TBody, TAnswer>(
        HttpMethod method,
        ApiPath path,
        ApiBody<TBody> body,
        JsonTypeInfo<TAnswer> answer,
        CancellationToken cancellation)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body.Value, body.Type);
        var once = method == HttpMethod.Post || method == HttpMethod.Patch ? Guid.NewGuid().ToString() : null;
        return AnswerAsync(new ApiRequest(method, path, bytes, once), answer, cancellation);
    }

    /// <summary>Asks for a change that needs no body.</summary>
    public Task<TAnswer> SendAsync<TAnswer>(
        HttpMethod method, ApiPath path, JsonTypeInfo<TAnswer> answer, CancellationToken cancellation) =>
        AnswerAsync(new ApiRequest(method, path, [], null), answer, cancellation);

    /// <summary>Opens a stream of events, once, without repeating.</summary>
    public async Task<HttpResponseMessage> OpenStreamAsync(
        ApiPath path, string? lastEventId, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(TrySecondsMax));
        using var request = Sign(new ApiRequest(HttpMethod.Get, path, [], null));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (lastEventId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        }

        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        KeepHead(response);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await ProblemReader.ReadAsync(response, limit.Token);
        }
    }

    /// <summary>Opens a WebSocket, once, without repeating.</summary>
    public async Task<WebSocket> OpenSocketAsync(ApiPath path, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(TrySecondsMax));
        using var request = Sign(new ApiRequest(HttpMethod.Get, path, [], null));
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.Add(new ProductHeaderValue("websocket"));
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add(
            "Sec-WebSocket-Key", Convert.ToBase64String(RandomNumberGenerator.GetBytes(SocketKeyBytes)));
        try
        {
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            KeepHead(response);
            if (response.StatusCode == HttpStatusCode.SwitchingProtocols)
            {
                var stream = await response.Content.ReadAsStreamAsync(limit.Token);
                return WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = false });
            }

            using (response)
            {
                throw await ProblemReader.ReadAsync(response, limit.Token);
            }
        }
        catch (Exception cause) when (cause is HttpRequestException or IOException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw Unreachable(cause);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<T> AnswerAsync<T>(ApiRequest request, JsonTypeInfo<T> answer, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var isLast = attempt == RetryDelays.TriesMax;
            var (done, value, wait) = await TryOnceAsync(request, answer, isLast, cancellation);
            if (done)
            {
                return value!;
            }

            await Task.Delay(wait ?? RetryDelays.After(attempt), cancellation);
        }
    }

    private async Task<(bool Done, T? Value, TimeSpan? Wait)> TryOnceAsync<T>(
        ApiRequest request, JsonTypeInfo<T> answer, bool isLast, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(TrySecondsMax));
        try
        {
            using var message = Sign(request);
            using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            KeepHead(response);
            if (response.IsSuccessStatusCode)
            {
                return (true, await ReadAsync(response, answer, limit.Token), null);
            }

            var problem = await ProblemReader.ReadAsync(response, limit.Token);
            var wait = response.Headers.RetryAfter?.Delta;
            var mayWait = wait is null || wait <= TimeSpan.FromSeconds(RetryDelays.RetryAfterSecondsMax);
            return !isLast && mayWait && RetryDelays.IsNotNow(response.StatusCode)
                ? (false, default, wait)
                : throw problem;
        }
        catch (Exception cause) when (cause is HttpRequestException or IOException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            return !isLast ? (false, default, null) : throw Unreachable(cause);
        }
    }

    private HttpRequestMessage Sign(ApiRequest request)
    {
        var signature = _signer.Sign(request.Method.Method, request.Path.Path, request.Path.Query, request.Body);
        var message = new HttpRequestMessage(request.Method, request.Path.ToString());
        foreach (var (name, value) in signature.ToHeaders())
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (request.Once is not null)
        {
            message.Headers.TryAddWithoutValidation(IdempotencyHeader, request.Once);
        }

        if (request.Body.Length > 0)
        {
            message.Content = new ByteArrayContent(request.Body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(JsonType);
        }

        return message;
    }

    private void KeepHead(HttpResponseMessage response)
    {
        if (response.Headers.TryGetValues(SignedHead.Header, out var values))
        {
            Heads.Keep(values.First());
        }
    }

    private static async Task<T> ReadAsync<T>(
        HttpResponseMessage response, JsonTypeInfo<T> answer, CancellationToken cancellation)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            return await JsonSerializer.DeserializeAsync(body, answer, cancellation) ?? throw new JsonException("null");
        }
        catch (JsonException cause)
        {
            throw new HeliostatException(
                HeliostatException.AnswerUnreadable,
                $"The manager's answer could not be read: {cause.Message}",
                "Check that the URL is a Heliostat manager's, and that program and manager are of like versions.",
                cause);
        }
    }

    private HeliostatException Unreachable(Exception cause) => new(
        HeliostatException.NotReachable,
        $"No manager answered at {Origin.GetLeftPart(UriPartial.Authority)}: {Innermost(cause)}",
        "Check that the manager runs and that the URL (--url, HELIOSTAT_URL, the key file's) is right.",
        cause);

    private static string Innermost(Exception cause) =>
        cause is OperationCanceledException
            ? $"no answer within {TrySecondsMax} seconds."
            : cause.GetBaseException().Message;

    private static Uri OriginOf(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0
            ? new Uri(uri.GetLeftPart(UriPartial.Authority))
            : throw new HeliostatException(
                "url-invalid",
                $"'{url}' is not the URL of a manager.",
                "Give it as http://HOST:PORT or https://HOST.");
}
