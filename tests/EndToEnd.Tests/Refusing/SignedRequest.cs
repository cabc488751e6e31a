using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Heliostat.Client;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Signing;

namespace Heliostat.EndToEnd.Tests.Refusing;

/// <summary>A request as a client could send it that is not ours: each part of it can be wrong.</summary>
internal sealed class SignedRequest(string url, string keyFile)
{
    private readonly KeyFile _key = KeyFiles.Read(keyFile);

    public string Path { get; init; } = "/v1/jobs";

    public HttpMethod Method { get; init; } = HttpMethod.Post;

    public byte[] Body { get; init; } = [];

    public long? At { get; init; }

    public string? Secret { get; init; }

    public string? PublicKey { get; init; }

    public string Nonce { get; } = Guid.NewGuid().ToString("N");

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Sends it; what is signed can differ from what is sent.</summary>
    public async Task<(HttpStatusCode Status, Problem? Problem)> SendAsync(byte[]? sent = null)
    {
        var signer = new RequestSigner(PublicKey ?? _key.PublicKey, Secret ?? _key.SecretKey);
        var at = At ?? DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        using var request = new HttpRequestMessage(Method, url + Path);
        foreach (var (name, value) in signer.Sign(Method.Method, Path, "", Body, at, Nonce).ToHeaders())
        {
            request.Headers.Add(name, value);
        }

        if ((sent ?? Body).Length > 0)
        {
            request.Content = new ByteArrayContent(sent ?? Body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        using var http = new HttpClient();
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, answer.IsSuccessStatusCode
            ? null
            : JsonSerializer.Deserialize(text, ApiJson.Default.Problem));
    }
}
