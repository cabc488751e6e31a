using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Heliostat.Node.Engines;

/// <summary>
/// HTTP to an engine over its Unix socket. Each call has a connection of its own and a time in which it ends; what
/// goes wrong is told as an <see cref="EngineException"/>.
/// </summary>
internal sealed class EngineConnection : IDisposable
{
    private const string LoginHeader = "X-Registry-Auth";

    private readonly string _socketPath;
    private readonly HttpClient _http;

    public EngineConnection(string socketPath, EngineLimits limits)
    {
        (_socketPath, Limits) = (socketPath, limits);
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = ConnectAsync,
            ConnectTimeout = TimeSpan.FromSeconds(limits.ConnectSecondsMax),
            // A kept connection may have been closed by an engine that was restarted.
            PooledConnectionLifetime = TimeSpan.Zero,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
        };
        _http = new HttpClient(handler)
        {
            BaseAddress = new Uri("http://engine/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>How long an engine may take.</summary>
    public EngineLimits Limits { get; }

    /// <summary>What stands before each path, such as <c>v1.41/</c>; empty until the engine was asked.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>Calls and drops the answer's body.</summary>
    public async Task DoAsync(EngineRequest request, CancellationToken cancellation = default) =>
        _ = await AskAsync(request, cancellation).ConfigureAwait(false);

    /// <summary>Calls and reads the whole answer as JSON.</summary>
    public async Task<T> AskAsync<T>(
        EngineRequest request, JsonTypeInfo<T> type, CancellationToken cancellation = default)
    {
        var bytes = await AskAsync(request, cancellation).ConfigureAwait(false);
        return Read(bytes, type, request.About);
    }

    /// <summary>Calls and reads the whole answer, which may not be larger than a short answer is.</summary>
    public async Task<byte[]> AskAsync(EngineRequest request, CancellationToken cancellation = default)
    {
        var seconds = request.SecondsMax ?? Limits.AnswerSecondsMax;
        using var timed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timed.CancelAfter(TimeSpan.FromSeconds(seconds));
        await using var stream = await SendAsync(request, seconds, timed.Token, cancellation).ConfigureAwait(false);
        return await stream.ReadAllAsync(Limits.AnswerBytesMax, timed.Token, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Calls and gives the answer's body to be read as it comes. The time of the request holds until the head of the
    /// answer is there; after that only the silence between two reads is bounded.
    /// </summary>
    /// <param name="request">The call.</param>
    /// <param name="silenceSecondsMax">How long a read may wait; null for as long as the caller wants.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task<EngineStream> OpenAsync(
        EngineRequest request, int? silenceSecondsMax, CancellationToken cancellation = default)
    {
        var seconds = request.SecondsMax ?? Limits.AnswerSecondsMax;
        using var timed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timed.CancelAfter(TimeSpan.FromSeconds(seconds));
        var stream = await SendAsync(request, seconds, timed.Token, cancellation).ConfigureAwait(false);
        stream.SilenceSecondsMax = silenceSecondsMax;
        return stream;
    }

    /// <summary>Reads JSON that an engine wrote.</summary>
    public static T Read<T>(ReadOnlySpan<byte> bytes, JsonTypeInfo<T> type, string about)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, type) ?? throw EngineErrors.Unreadable(about, "nothing");
        }
        catch (JsonException error)
        {
            throw EngineErrors.Unreadable(about, error.Message);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<EngineStream> SendAsync(
        EngineRequest request, int secondsMax, CancellationToken timed, CancellationToken cancellation)
    {
        HttpResponseMessage response;
        try
        {
            using var message = new HttpRequestMessage(request.Method, Prefix + request.Path);
            message.Content = request.Body;
            if (request.RegistryLogin is { } login)
            {
                message.Headers.Add(LoginHeader, login);
            }

            response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, timed)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw EngineErrors.Silent(request.About, secondsMax);
        }
        catch (HttpRequestException error)
        {
            throw error.InnerException is EngineException known ? known : EngineErrors.Gone(request.About);
        }

        var stream = new EngineStream(response, await BodyAsync(response, timed).ConfigureAwait(false), request.About)
        {
            SilenceSecondsMax = secondsMax,
        };
        if (response.IsSuccessStatusCode || response.StatusCode == System.Net.HttpStatusCode.NotModified)
        {
            return stream;
        }

        await using (stream)
        {
            var bytes = await stream.ReadAllAsync(Limits.AnswerBytesMax, timed, cancellation).ConfigureAwait(false);
            var message = EngineErrors.MessageIn(bytes);
            throw EngineErrors.Of(request.About, (int)response.StatusCode, message, request.CodeOfUnknown);
        }
    }

    private static Task<Stream> BodyAsync(HttpResponseMessage response, CancellationToken cancellation) =>
        response.Content.ReadAsStreamAsync(cancellation);

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_socketPath), cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException error)
        {
            socket.Dispose();
            throw EngineErrors.Unreachable(_socketPath, error.SocketErrorCode.ToString());
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
