using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using Heliostat.Manager.Hosting;
using Heliostat.Protocol.Webhooks;

namespace Heliostat.Manager.Webhooks;

/// <summary>Posts one piece of news once, signed, and says what became of it.</summary>
internal sealed class WebhookPoster(WebhookUrl urls, TimeProvider time) : IDisposable
{
    /// <summary>Seconds in which a receiver has to answer, from the look-up of its name on.</summary>
    public const int AnswerSecondsMax = 15;

    private const string MediaType = "application/json";
    private const string Agent = "Heliostat-Webhooks";

    private readonly HttpMessageInvoker _http = new(new CheckedConnections(urls).MakeHandler());

    public async Task<PostOutcome> PostAsync(
        SealedWebhook target, string id, byte[] body, CancellationToken stopping)
    {
        // The URL was checked when it was sealed; the rules may be stricter since.
        if (!urls.TryRead(target.Url, out var url, out var problem))
        {
            return PostOutcome.Failed(problem.Sentence);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(TimeSpan.FromSeconds(AnswerSecondsMax));
        try
        {
            using var request = Sign(url, target, id, body);
            using var answer = await _http.SendAsync(request, limit.Token);
            return PostOutcome.Of((int)answer.StatusCode);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return PostOutcome.Failed($"there was no answer within {AnswerSecondsMax} seconds");
        }
        catch (Exception error) when (error is HttpRequestException or IOException or SocketException)
        {
            return PostOutcome.Failed(WordsFor(error));
        }
    }

    public void Dispose() => _http.Dispose();

    // Nothing of the system's own words: they may hold addresses of the manager's network.
    private static string WordsFor(Exception error) => error.GetBaseException() switch
    {
        AddressRefusedException => "the host has no address in the public network",
        AuthenticationException => "its certificate was not accepted",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } =>
            "the host's name could not be resolved",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "the connection was refused",
        _ => error is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
            ? "its certificate was not accepted"
            : "the connection could not be made, or broke",
    };

    private HttpRequestMessage Sign(Uri url, SealedWebhook target, string id, byte[] body)
    {
        var now = time.GetUtcNow();
        var seconds = now.ToUnixTimeSeconds();
        var signatures = target.SecretsAt(now.ToUnixTimeMilliseconds())
            .Select(secret => WebhookSignature.Sign(secret, id, seconds, body));
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", MediaType);
        request.Headers.TryAddWithoutValidation("User-Agent", $"{Agent}/{ManagerVersion.Text}");
        request.Headers.TryAddWithoutValidation(WebhookSignature.IdHeader, id);
        request.Headers.TryAddWithoutValidation(
            WebhookSignature.TimestampHeader, seconds.ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation(WebhookSignature.SignatureHeader, string.Join(' ', signatures));
        return request;
    }
}
