using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Heliostat.Manager.Accounts;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;
using Heliostat.Storage;

namespace Heliostat.Manager.Tests.Support;

/// <summary>Asks a manager with one API key, and can do each part of a request wrong.</summary>
internal sealed class ApiClient(LiveManager manager, NewKey key)
{
    public AccountId Account { get; init; }

    public NewKey Key => key;

    public LiveManager Manager => manager;

    public static byte[] Bytes(string json) => Encoding.UTF8.GetBytes(json);

    public RequestSignature Sign(string method, string target, byte[] body)
    {
        var line = RequestLine.FromTarget(method, target);
        return new RequestSigner(key.PublicKey, key.SecretKey).Sign(method, line.Path, line.Query, body);
    }

    public Task<HttpResponseMessage> SendAsync(
        string method, string target, byte[]? body = null, string? once = null) =>
        SendAsync(method, target, body ?? [], Sign(method, target, body ?? []), once);

    public async Task<HttpResponseMessage> SendAsync(
        string method, string target, byte[] body, RequestSignature signature, string? once = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), manager.Origin + target);
        foreach (var (name, value) in signature.ToHeaders())
        {
            request.Headers.Add(name, value);
        }

        if (once is not null)
        {
            request.Headers.Add("Idempotency-Key", once);
        }

        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return await manager.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async Task<T> GetAsync<T>(string target, JsonTypeInfo<T> type)
    {
        using var answer = await SendAsync("GET", target);
        return await ReadAsync(answer, type);
    }

    public async Task<JobResource> SubmitAsync(string json, string? once = null)
    {
        using var answer = await SendAsync("POST", "/v1/jobs", Bytes(json), once);
        return await ReadAsync(answer, ApiJson.Default.JobResource);
    }

    public Task<JobResource> SubmitEchoAsync(int count = 1) => SubmitAsync(EchoJob(count));

    public async Task<ContentHash> UploadAsync(byte[] bytes) => await manager.Parts.Store.PutBytes(Account, bytes);

    /// <summary>Sends and expects a refusal with a status and a code.</summary>
    public async Task<Problem> RefusedAsync(
        string method, string target, byte[]? body, HttpStatusCode status, string code)
    {
        using var answer = await SendAsync(method, target, body);
        return await RefusedAsync(answer, status, code);
    }

    public static async Task<Problem> RefusedAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == answer.StatusCode, $"{(int)answer.StatusCode} {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        var problem = JsonSerializer.Deserialize(text, ApiJson.Default.Problem)!;
        Assert.Equal((code, code, (int)status), (problem.Code, problem.Error.Code, problem.Status));
        Assert.Equal(problem.Detail, problem.Error.Message);
        return problem;
    }

    public static async Task<T> ReadAsync<T>(HttpResponseMessage answer, JsonTypeInfo<T> type)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {text}");
        return JsonSerializer.Deserialize(text, type)!;
    }

    public static string EchoJob(int count) =>
        $$"""
        {"title":"an echo","max_timeout_run_ms":60000,"parameters":{"type":"plugin","parameters":
        {"job_type":"echo","count":{{count}},"payload":{"say":"hello"} } } }
        """;
}
