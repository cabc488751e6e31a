using System.Text;
using FsCheck.Fluent;
using Heliostat.Protocol.Signing;

namespace Heliostat.Core.Tests.Signing;

[Trait("suite", "signing")]
public sealed class RequestSigningTests
{
    private const string Secret = "sk_secret";
    private const string Nonce = "00112233445566778899aabbccddeeff";
    private const long At = 1706918400000;

    private static readonly RequestSigner Signer = new("pk_abc", Secret);

    [Fact]
    public void The_hmac_is_that_of_RFC_4231() =>
        Assert.Equal(
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            CanonicalRequest.Sign("what do ya want for nothing?", "Jefe"));

    [Fact]
    public void The_canonical_text_is_that_of_the_published_example()
    {
        var headers = new RequestSignature("pk_abc123", At, "a1b2c3d4e5f6a7b8", "");
        Assert.True(RequestTarget.TryWriteQuery("page=1&limit=10", out var query));
        Assert.Equal(
            "pk_abc123|1706918400000|a1b2c3d4e5f6a7b8|GET|/v1/jobs|limit=10&page=1|"
                + "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            CanonicalRequest.Write(headers, "get", "/v1/jobs", query, CanonicalRequest.HashOf([])));
    }

    [Fact]
    public void A_signature_made_by_Python_with_escaped_text_matches()
    {
        // Python's json, hashlib and hmac made this one, with json.dumps(sort_keys=True, separators=(',', ':')).
        var headers = new RequestSignature(
            "pk_abc", At, Nonce, "eaabddcc71853f75eeb57ba4014a48cc3ebffc222a8c5255d5adb8cd06342d92");
        var body = Encoding.UTF8.GetBytes("""{"title":"Grüße","task":"BATCH","cpu_count":4.0}""");
        Assert.True(RequestVerifier.Matches(headers, new("POST", "/v1/jobs", "z=3&a=1&b=2"), body, Secret));
    }

    [Theory]
    [InlineData("""{"cpu_count":4.0,"title":"Grüße"}""")]
    [InlineData("""{"cpu_count":4.0,"title":"Gr\u00fc\u00dfe"}""")]
    [InlineData("""{"cpu_count":4,"title":"Grüße"}""")]
    [InlineData("""{"cpu_count":4,"title":"Gr\u00fc\u00dfe"}""")]
    public void Each_of_the_four_forms_matches(string form)
    {
        var canonical = CanonicalRequest.Write(
            new("pk_abc", At, Nonce, ""),
            "POST",
            "/v1/jobs",
            "",
            CanonicalRequest.HashOf(Encoding.UTF8.GetBytes(form)));
        var headers = new RequestSignature("pk_abc", At, Nonce, CanonicalRequest.Sign(canonical, Secret));
        var body = Encoding.UTF8.GetBytes("""{ "title": "Gr\u00fcße", "cpu_count": 4.0 }""");
        Assert.True(RequestVerifier.Matches(headers, new("POST", "/v1/jobs", ""), body, Secret));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json at all")]
    [InlineData("{\"a\":")]
    [InlineData("[1, 2, 3]")]
    public void What_is_signed_matches_and_nothing_else_does(string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        var headers = Signer.Sign("PUT", "/v1/jobs/7", "a=1", body, At, Nonce);
        var request = new RequestLine("PUT", "/v1/jobs/7", "a=1");
        Assert.True(RequestVerifier.Matches(headers, request, body, Secret));
        Assert.False(RequestVerifier.Matches(headers, request with { Method = "POST" }, body, Secret));
        Assert.False(RequestVerifier.Matches(headers, request with { Path = "/v1/jobs/8" }, body, Secret));
        Assert.False(RequestVerifier.Matches(headers, request with { Query = "a=2" }, body, Secret));
        Assert.False(RequestVerifier.Matches(headers, request, "other"u8, Secret));
        Assert.False(RequestVerifier.Matches(headers, request, body, "sk_other"));
        Assert.False(RequestVerifier.Matches(headers, request, body, null));
        Assert.False(RequestVerifier.Matches(headers with { ApiKey = "pk_x" }, request, body, Secret));
        Assert.False(RequestVerifier.Matches(headers with { UnixMilliseconds = At + 1 }, request, body, Secret));
        Assert.False(RequestVerifier.Matches(headers with { Nonce = Nonce[..^1] + "e" }, request, body, Secret));
    }

    [Fact]
    public void An_unknown_key_and_a_bad_signature_get_the_same_answer()
    {
        var headers = Signer.Sign("GET", "/v1/jobs", "", [], At, Nonce);
        var request = new RequestLine("GET", "/v1/jobs", "");
        Assert.Same(
            RequestVerifier.Check(headers, request, [], null),
            RequestVerifier.Check(headers, request, [], "sk_other"));
    }

    [Theory]
    [InlineData("/v1//jobs")]
    [InlineData("//v1/jobs")]
    [InlineData("/v1/./jobs")]
    [InlineData("/v1/../jobs")]
    [InlineData("/v1/jobs/..")]
    [InlineData("/v1/%2e%2E/jobs")]
    [InlineData("/v1/jobs%2f7")]
    [InlineData("/v1/jobs%5C7")]
    [InlineData("/v1/jobs\\7")]
    [InlineData("/v1/jobs%")]
    [InlineData("/v1/jobs%zz")]
    [InlineData("/v1/jobs%00")]
    [InlineData("/v1/jöbs")]
    [InlineData("/v1/jobs?x")]
    [InlineData("/v1/a b")]
    [InlineData("/v1/jobs//")]
    [InlineData("v1/jobs")]
    [InlineData("")]
    public void A_path_with_two_readings_is_refused(string path)
    {
        Assert.False(RequestTarget.IsPathSound(path));
        var verdict = RequestVerifier.Check(new("pk_a", At, Nonce, ""), new("GET", path, ""), [], Secret);
        Assert.Equal("bad-path", verdict.Code);
        Assert.Throws<FormatException>(() => Signer.Sign("GET", path, "", []));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/v1/jobs")]
    [InlineData("/v1/jobs/")]
    [InlineData("/v1/a%20b/...")]
    [InlineData("/.well-known/jwks.json")]
    public void A_plain_path_is_sound(string path) => Assert.True(RequestTarget.IsPathSound(path));

    [Theory]
    [InlineData("z=3&a=1&b=2", "a=1&b=2&z=3")]
    [InlineData("tag=zebra&tag=apple", "tag=apple&tag=zebra")]
    [InlineData("filter[status]=RUNNING", "filter%5Bstatus%5D=RUNNING")]
    [InlineData("filter%5bstatus%5d=RUNNING", "filter%5Bstatus%5D=RUNNING")]
    [InlineData("sort=-created_at&q=a+b%2Bc~", "q=a%20b%2Bc~&sort=-created_at")]
    [InlineData("a&b=&&c==d", "a=&b=&c=%3Dd")]
    [InlineData("n=%C3%BC*(')!", "n=%C3%BC%2A%28%27%29%21")]
    [InlineData("", "")]
    public void Queries_are_sorted_and_encoded_after_RFC_3986(string query, string expected)
    {
        Assert.True(RequestTarget.TryWriteQuery(query, out var canonical));
        Assert.Equal(expected, canonical);
    }

    [Theory]
    [InlineData("a=%")]
    [InlineData("a=%4")]
    [InlineData("a=%GG")]
    [InlineData("a=%ff")]
    [InlineData("a=ü")]
    public void A_broken_query_is_refused(string query) => Assert.False(RequestTarget.TryWriteQuery(query, out _));

    [Fact]
    public void A_query_of_too_many_parameters_is_refused() =>
        Assert.False(RequestTarget.TryWriteQuery(string.Join('&', Enumerable.Repeat("a=1", 257)), out _));

    [Theory]
    [InlineData("""{"a":1,"a":2}""", "json-duplicate-key")]
    [InlineData("\"\\ud800\"", "json-not-text")]
    public void A_body_with_two_readings_is_refused(string body, string code)
    {
        var verdict = RequestVerifier.Check(
            new("pk_a", At, Nonce, ""), new("POST", "/v1/jobs", ""), Encoding.UTF8.GetBytes(body), Secret);
        Assert.Equal(code, verdict.Code);
    }

    [Fact]
    public void A_canonical_query_is_its_own_and_order_does_not_matter() =>
        Promise.Holds(Prop.ForAll<Tuple<string, string>[]>(pairs =>
        {
            var given = pairs.Select(p => KeyValuePair.Create(Sound(p.Item1), Sound(p.Item2))).ToArray();
            var written = RequestTarget.WriteQuery(given);
            return RequestTarget.WriteQuery(given.Reverse()) == written
                && (given.Length > RequestTarget.ParametersMax
                    || (RequestTarget.TryWriteQuery(written, out var again) && again == written));
        }));

    [Fact]
    public void Headers_are_read_as_they_are_written()
    {
        var headers = Signer.Sign("GET", "/v1/jobs", "", []);
        var sent = headers.ToHeaders().ToDictionary();
        Assert.Equal(headers, RequestSignature.Read(sent.GetValueOrDefault));
        Assert.True(headers.IsTimely(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()));
    }

    [Theory]
    [InlineData(RequestSignature.ApiKeyHeader, "pk|abc")]
    [InlineData(RequestSignature.ApiKeyHeader, "")]
    [InlineData(RequestSignature.TimeHeader, "+1706918400000")]
    [InlineData(RequestSignature.TimeHeader, "01706918400000")]
    [InlineData(RequestSignature.TimeHeader, "99999999999999999999")]
    [InlineData(RequestSignature.NonceHeader, "short")]
    [InlineData(RequestSignature.NonceHeader, "not hexadecimal digits")]
    [InlineData(RequestSignature.SignatureHeader, "ABCD")]
    [InlineData(RequestSignature.SignatureHeader, null)]
    public void A_malformed_header_is_not_read(string name, string? value)
    {
        var sent = Signer.Sign("GET", "/", "", []).ToHeaders().ToDictionary();
        Assert.Null(RequestSignature.Read(header => header == name ? value : sent[header]));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(300_000, true)]
    [InlineData(-300_000, true)]
    [InlineData(300_001, false)]
    [InlineData(-300_001, false)]
    public void Five_minutes_either_way_are_timely(int skew, bool timely) =>
        Assert.Equal(timely, new RequestSignature("pk_a", At, Nonce, "").IsTimely(At + skew));

    // FsCheck's strings may hold null bytes and lone surrogates; only well-formed text can be encoded.
    private static string Sound(string? text) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? "")) is { Length: > 0 } sound ? sound : "k";
}
