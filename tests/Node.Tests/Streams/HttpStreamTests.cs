using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Heliostat.Client;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;

namespace Heliostat.Node.Tests.Streams;

public sealed class HttpStreamTests : IAsyncLifetime
{
    private const int Port = 8_888;

    private readonly HttpClient _http = new(new HttpClientHandler { UseCookies = false });
    private WebServer _server = null!;
    private StreamLife _life = null!;
    private RunId _run;
    private string _token = null!;

    private string Root => $"{_life.Manager.Origins.Api}/v1/job-runs/{_run.ToUuid()}/http/{Port}";

    public async ValueTask InitializeAsync()
    {
        _server = await WebServer.StartAsync();
        _life = await StreamLife.StartAsync(_server);
        _run = await _life.SubmitAsync(Port);
        var job = await _life.Consumer.Jobs.GetAsync(_run.Job.Value, CancellationToken.None);
        _token = Assert.Single(job.ContainerAccessTokens!).Token;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _life.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_request_with_the_token_reaches_the_container_and_the_token_does_not()
    {
        using var answer = await SendAsync(HttpMethod.Get, "/a%2Fb/../c?x=%20y&x=/1");
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        Assert.StartsWith("/a%2Fb/../c?x=%20y&x=/1\n", text, StringComparison.Ordinal);
        Assert.Contains("X-Mine: 1", text, StringComparison.Ordinal);
        Assert.Contains($"Host: {new Uri(Root).Authority}", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Authorization", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(_token, text, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Hop", text, StringComparison.OrdinalIgnoreCase);

        // The manager speaks for all its containers, so none may speak for it.
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
        Assert.Equal(
            $"a=b; HttpOnly; Path={new Uri(Root).AbsolutePath}/",
            Assert.Single(answer.Headers.GetValues("Set-Cookie")));
        using var bare = await SendAsync(HttpMethod.Get, "?q");
        Assert.StartsWith("/?q\n", await bare.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    [InlineData("")]
    public async Task Without_the_token_nothing_is_told(string? token)
    {
        foreach (var run in new[] { _run.ToUuid(), Guid.NewGuid() })
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Get, $"{_life.Manager.Origins.Api}/v1/job-runs/{run}/http/{Port}/");
            request.Headers.Authorization = token is null ? null : BasicOf(token);
            using var answer = await _http.SendAsync(request);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Contains(
                "access-token-invalid", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Equal("Basic", Assert.Single(answer.Headers.WwwAuthenticate).Scheme);
        }
    }

    [Fact]
    public async Task The_accounts_own_signature_opens_it_and_no_other()
    {
        using var mine = await SendSignedAsync(_life.ConsumerKey);
        var text = await mine.Content.ReadAsStringAsync();
        Assert.True(mine.StatusCode == HttpStatusCode.OK, text);
        Assert.DoesNotContain("X-Signature", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("X-API-Key", text, StringComparison.OrdinalIgnoreCase);
        using var other = await SendSignedAsync(await _life.CreateConsumerAsync());
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        using var owner = await SendSignedAsync(_life.OwnerKey);
        Assert.Equal(HttpStatusCode.Forbidden, owner.StatusCode);
    }

    [Fact]
    public async Task A_body_larger_than_any_of_the_api_streams_both_ways()
    {
        var body = RandomNumberGenerator.GetBytes(20 << 20);
        using var answer = await SendAsync(HttpMethod.Post, "/echo", new ByteArrayContent(body));
        Assert.Equal(SHA256.HashData(body), SHA256.HashData(await answer.Content.ReadAsByteArrayAsync()));
        using var chunked = new HttpRequestMessage(HttpMethod.Post, Root + "/echo")
        {
            Content = new ByteArrayContent(body),
        };
        chunked.Headers.Authorization = BasicOf(_token);
        chunked.Headers.TransferEncodingChunked = true;
        using var again = await _http.SendAsync(chunked);
        Assert.Equal(body.Length, (await again.Content.ReadAsByteArrayAsync()).Length);
    }

    [Fact]
    public async Task A_websocket_passes()
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", BasicOf(_token).ToString());
        var url = new Uri(Root.Replace("http://", "ws://", StringComparison.Ordinal) + "/ws");
        await socket.ConnectAsync(url, CancellationToken.None);
        for (var i = 0; i < 10; i++)
        {
            var said = Encoding.UTF8.GetBytes($"message {i}");
            await socket.SendAsync(said, WebSocketMessageType.Text, true, CancellationToken.None);
            var heard = new byte[100];
            var got = await socket.ReceiveAsync(heard.AsMemory(), CancellationToken.None);
            Assert.Equal(said, heard[..got.Count]);
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    }

    [Fact]
    public async Task What_cannot_be_reached_is_a_problem_with_a_code()
    {
        using var closed = await SendAsync(HttpMethod.Get, "/", null, 22);
        Assert.Equal(HttpStatusCode.BadGateway, closed.StatusCode);
        Assert.Contains("port-closed", await closed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var unknown = await SendAsync(HttpMethod.Get, "/", null, 9);
        Assert.Contains("port-unknown", await unknown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await _life.Consumer.Jobs.CancelAsync(_run.Job.Value, null, CancellationToken.None);
        using var ended = await SendAsync(HttpMethod.Get, "/");
        Assert.Equal(HttpStatusCode.Conflict, ended.StatusCode);
        Assert.Contains("run-not-live", await ended.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_allowed_addresses_reach_it_and_what_a_request_says_of_its_address_does_not_count()
    {
        var run = await _life.SubmitAsync(Port, "203.0.113.0/24");
        var job = await _life.Consumer.Jobs.GetAsync(run.Job.Value, CancellationToken.None);
        using var request = new HttpRequestMessage(
            HttpMethod.Get, $"{_life.Manager.Origins.Api}/v1/job-runs/{run.ToUuid()}/http/{Port}/");
        request.Headers.Authorization = BasicOf(job.ContainerAccessTokens![0].Token);
        request.Headers.Add("X-Forwarded-For", "203.0.113.7");
        using var answer = await _http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("address-not-allowed", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tokens_of_a_job_are_its_own_and_shown_to_its_account_only()
    {
        var other = await _life.SubmitAsync(Port);
        var job = await _life.Consumer.Jobs.GetAsync(other.Job.Value, CancellationToken.None);
        Assert.NotEqual(_token, job.ContainerAccessTokens![0].Token);
        using var owner = new HeliostatClient(_life.OwnerKey);
        Assert.Null((await owner.Jobs.GetAsync(_run.Job.Value, CancellationToken.None)).ContainerAccessTokens);
        using var wrong = new HttpRequestMessage(HttpMethod.Get, Root + "/");
        wrong.Headers.Authorization = BasicOf(job.ContainerAccessTokens![0].Token);
        using var answer = await _http.SendAsync(wrong);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_container_that_speaks_no_http_is_told_so()
    {
        await using var server = ContainerServer.Start(
            stream => stream.WriteAsync("nonsense\n\n"u8.ToArray()).AsTask());
        await using var life = await StreamLife.StartAsync(server);
        var run = await life.SubmitAsync(server.Port);
        var job = await life.Consumer.Jobs.GetAsync(run.Job.Value, CancellationToken.None);
        using var request = new HttpRequestMessage(
            HttpMethod.Get, $"{life.Manager.Origins.Api}/v1/job-runs/{run.ToUuid()}/http/{server.Port}/");
        request.Headers.Authorization = BasicOf(job.ContainerAccessTokens![0].Token);
        using var answer = await _http.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Contains("container-unreadable", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static AuthenticationHeaderValue BasicOf(string token) =>
        new("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"duser:{token}")));

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string rest, HttpContent? body = null, int port = Port)
    {
        var root = Root[..(Root.LastIndexOf('/') + 1)] + port;
        var url = new Uri(root + rest, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(method, url) { Content = body };
        request.Headers.Authorization = BasicOf(_token);
        request.Headers.Add("X-Mine", "1");
        request.Headers.Add("X-Hop", "1");
        request.Headers.Connection.Add("X-Hop");
        return await _http.SendAsync(request);
    }

    private async Task<HttpResponseMessage> SendSignedAsync(KeyFile key)
    {
        var path = new Uri(Root).AbsolutePath + "/signed";
        var signer = new RequestSigner(key.PublicKey, key.SecretKey);
        using var request = new HttpRequestMessage(HttpMethod.Get, _life.Manager.Origins.Api + path + "?b=1&a=2");
        foreach (var (name, value) in signer.Sign("GET", path, "b=1&a=2", []).ToHeaders())
        {
            request.Headers.Add(name, value);
        }

        return await _http.SendAsync(request);
    }
}
