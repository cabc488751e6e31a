using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Heliostat.Protocol.Values;
using Heliostat.Storage;
using Heliostat.Storage.Memory;

namespace Heliostat.Manager.Tests.Blobs;

public sealed class BlobRoutesTests : IAsyncLifetime
{
    private static readonly byte[] Bytes = "0123456789abcdef"u8.ToArray();
    private static readonly ContentHash Hash = ContentHash.Of(Bytes);

    private readonly MemoryBlobStore _store = new();
    private readonly HttpClient _http = new();
    private BlobServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await BlobServer.Start(_store);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_blob_that_was_put_is_got_as_an_attachment_that_no_browser_runs()
    {
        using var put = await Put(Bytes);
        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        using var got = await _http.GetAsync(_server.Url(HttpMethod.Get, Hash, Bytes.Length));
        Assert.Equal(Bytes, await got.Content.ReadAsByteArrayAsync());
        Assert.Equal("attachment", got.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("nosniff", got.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("application/octet-stream", got.Content.Headers.ContentType!.MediaType);
        Assert.Equal($"\"{Hash}\"", got.Headers.ETag!.Tag);
    }

    [Fact]
    public async Task Putting_again_what_is_there_is_fine()
    {
        (await Put(Bytes)).Dispose();
        using var again = await Put(Bytes);
        Assert.True(again.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData("bytes=4-", HttpStatusCode.PartialContent, "456789abcdef")]
    [InlineData("bytes=0-0", HttpStatusCode.PartialContent, "0")]
    [InlineData("bytes=-2", HttpStatusCode.PartialContent, "ef")]
    [InlineData("bytes=16-", HttpStatusCode.RequestedRangeNotSatisfiable, "")]
    public async Task Ranges_are_served(string range, HttpStatusCode status, string expected)
    {
        (await Put(Bytes)).Dispose();
        using var request = new HttpRequestMessage(HttpMethod.Get, _server.Url(HttpMethod.Get, Hash, Bytes.Length));
        request.Headers.TryAddWithoutValidation("Range", range);
        using var got = await _http.SendAsync(request);
        Assert.Equal(status, got.StatusCode);
        Assert.Equal(expected, await got.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Bytes_of_another_hash_are_refused()
    {
        using var put = await Put("0123456789abcdeX"u8.ToArray());
        await AssertRefused(put, HttpStatusCode.UnprocessableEntity, "wrong-hash");
        Assert.False(await _store.Has(_server.KeyOf(Hash)));
    }

    [Fact]
    public async Task Bytes_of_another_length_are_refused()
    {
        using var few = await Put(Bytes[..^1]);
        await AssertRefused(few, HttpStatusCode.BadRequest, "wrong-length");
        using var many = await Put([.. Bytes, 0]);
        await AssertRefused(many, HttpStatusCode.BadRequest, "wrong-length");
        using var request = new HttpRequestMessage(HttpMethod.Put, _server.Url(HttpMethod.Put, Hash, Bytes.Length));
        request.Headers.TransferEncodingChunked = true;
        request.Content = new StreamContent(new MemoryStream(Bytes));
        using var unsaid = await _http.SendAsync(request);
        await AssertRefused(unsaid, HttpStatusCode.BadRequest, "wrong-length");
    }

    [Fact]
    public async Task An_expired_url_is_refused_and_says_so()
    {
        var url = _server.Url(HttpMethod.Put, Hash, Bytes.Length, ago: TimeSpan.FromMinutes(15));
        using var put = await _http.PutAsync(url, new ByteArrayContent(Bytes));
        await AssertRefused(put, HttpStatusCode.Forbidden, "url-expired");
        var almost = _server.Url(HttpMethod.Put, Hash, Bytes.Length, ago: TimeSpan.FromMinutes(14));
        using var good = await _http.PutAsync(almost, new ByteArrayContent(Bytes));
        Assert.Equal(HttpStatusCode.Created, good.StatusCode);
    }

    [Theory]
    [InlineData("length=16", "length=17")]
    [InlineData("method=PUT", "method=GET")]
    [InlineData("key=k1", "key=k2")]
    [InlineData("expires=", "expires=9")]
    [InlineData("signature=", "signature=A")]
    [InlineData("signature=", "other=")]
    [InlineData("account=", "account=x")]
    [InlineData("?account", "?length=16&account")]
    public async Task An_altered_url_is_refused(string part, string altered)
    {
        var url = _server.Url(HttpMethod.Put, Hash, Bytes.Length).ToString();
        Assert.Contains(part, url, StringComparison.Ordinal);
        var changed = url.Replace(part, altered, StringComparison.Ordinal);
        using var put = await _http.PutAsync(changed, new ByteArrayContent(Bytes));
        await AssertRefused(put, HttpStatusCode.Forbidden, "url-invalid");
    }

    [Fact]
    public async Task A_url_opens_one_blob_by_one_method()
    {
        (await Put(Bytes)).Dispose();
        using var byGet = await _http.GetAsync(_server.Url(HttpMethod.Put, Hash, Bytes.Length));
        await AssertRefused(byGet, HttpStatusCode.Forbidden, "url-invalid");
        var getUrl = _server.Url(HttpMethod.Get, Hash, Bytes.Length);
        using var byPut = await _http.PutAsync(getUrl, new ByteArrayContent(Bytes));
        await AssertRefused(byPut, HttpStatusCode.Forbidden, "url-invalid");
        var other = ContentHash.Of("other"u8).ToString();
        using var elsewhere = await _http.GetAsync(
            getUrl.ToString().Replace(Hash.ToString(), other, StringComparison.Ordinal));
        await AssertRefused(elsewhere, HttpStatusCode.Forbidden, "url-invalid");
        using var nonsense = await _http.GetAsync(new Uri(getUrl, "/blobs/nonsense"));
        await AssertRefused(nonsense, HttpStatusCode.NotFound, "blob-missing");
    }

    [Fact]
    public async Task A_blob_that_is_not_there_is_missing()
    {
        using var got = await _http.GetAsync(_server.Url(HttpMethod.Get, Hash, Bytes.Length));
        await AssertRefused(got, HttpStatusCode.NotFound, "blob-missing");
    }

    [Fact]
    public async Task The_rest_is_sent_from_where_the_store_says()
    {
        await _store.Put(_server.KeyOf(Hash), Bytes.Length, 0, new MemoryStream(Bytes[..6]));
        using var head = await Head();
        Assert.Equal(("6", "?0"), Held(head));
        using var wrong = await Put(Bytes[5..], new ContentRangeHeaderValue(5, 15, 16));
        await AssertRefused(wrong, HttpStatusCode.Conflict, "wrong-offset");
        Assert.Equal(("6", "?0"), Held(wrong));
        using var right = await Put(Bytes[6..], new ContentRangeHeaderValue(6, 15, 16));
        Assert.Equal(HttpStatusCode.Created, right.StatusCode);
        using var after = await Head();
        Assert.Equal(("16", "?1"), Held(after));
    }

    [Theory]
    [InlineData(6, 14, 16)]
    [InlineData(6, 16, 17)]
    public async Task A_range_that_does_not_reach_the_signed_end_is_refused(long from, long to, long length)
    {
        using var put = await Put(Bytes[..(int)(to - from + 1)], new ContentRangeHeaderValue(from, to, length));
        await AssertRefused(put, HttpStatusCode.RequestedRangeNotSatisfiable, "wrong-range");
    }

    private static (string Offset, string Complete) Held(HttpResponseMessage answer) =>
        (answer.Headers.GetValues("Upload-Offset").Single(), answer.Headers.GetValues("Upload-Complete").Single());

    private static async Task AssertRefused(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(code, answer.Headers.GetValues("X-Heliostat-Refusal").Single());
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(code, problem.RootElement.GetProperty("code").GetString());
        Assert.Equal(code, problem.RootElement.GetProperty("error").GetProperty("code").GetString());
    }

    private Task<HttpResponseMessage> Put(byte[] bytes, ContentRangeHeaderValue? range = null)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentRange = range;
        return _http.PutAsync(_server.Url(HttpMethod.Put, Hash, Bytes.Length), content);
    }

    private Task<HttpResponseMessage> Head() =>
        _http.SendAsync(new HttpRequestMessage(HttpMethod.Head, _server.Url(HttpMethod.Put, Hash, Bytes.Length)));
}
