using System.Security.Cryptography;
using System.Text;
using Heliostat.Fuzz.Running;
using Heliostat.Protocol.Signing;

namespace Heliostat.Fuzz.Signing;

/// <summary>
/// Requests are signed over one form. A second implementation writes that form too: what it signs is let in, and what
/// it can make no form of is refused.
/// </summary>
public sealed class CanonicalRequestFuzz
{
    private const string Secret = "sk_of_a_test";
    private const string Key = "pk_of_a_test";
    private const string Nonce = "00112233445566778899aabbccddeeff";
    private const long At = 1_800_000_000_000;

    private static readonly string[] Bodies =
    [
        "", "{}", "[]", "no json", """{"b":1,"a":[true,null,1.50,-0,1e21,0.000001,"é\u00e9\ud83d\ude00"]}""",
        """{"task":"BATCH","max_timeout_run_ms":60000,"parameters":{"type":"plugin","parameters":{"count":1}}}""",
        """{"a":{"z":[],"y":{},"x":" \n\t\"\\/"},"A":5e-324,"_":123456789012345678901234567890}""",
        """[1.7976931348623157e308,4.35,0.1,100,9007199254740993,1e-7,-12.5E+3]""",
    ];

    private static readonly string[] Queries =
        ["", "limit=10&page=2", "filter%5Bstatus%5D=RUNNING&sort=-created_at", "a=1&a=0&b", "q=%C3%A9+x&=&&z=%7E"];

    private static readonly string[] Paths =
        ["/v1/jobs", "/", "/v1/jobs/0b1c5a7e-0000-4000-8000-000000000000/cancel", "/v1/a%20b/", "/v1//jobs"];

    [Fact]
    public void What_a_second_implementation_signs_is_let_in_and_what_it_cannot_read_is_refused() =>
        Fuzzer.Run(Make, (request, _) => Promise(request), Show);

    private static void Promise(Request request)
    {
        var form = (CanonicalForm)(request.Body.Length % 4);
        var (fault, text) = NaiveJson.Write(request.Body, form);
        AssertJson(request, form, fault, text);

        var query = NaiveTarget.Query(request.Query);
        var signed = fault == NaiveJson.Fault.None ? Encoding.UTF8.GetBytes(text) : request.Body;
        var canonical = string.Join(
            '|', Key, $"{At}", Nonce, "POST", request.Path, query, Convert.ToHexStringLower(SHA256.HashData(signed)));
        var signature = Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(canonical)));
        var headers = new RequestSignature(Key, At, Nonce, signature);
        var line = new RequestLine("POST", request.Path, request.Query);
        var isSound = NaiveTarget.IsSound(request.Path) && query is not null && fault != NaiveJson.Fault.Refused;

        var verdict = RequestVerifier.Check(headers, line, request.Body, Secret);

        Assert.True(verdict.Matches == isSound, $"{verdict}; a second implementation says {isSound}.");
        Assert.True(verdict.Matches || verdict.Sentence.EndsWith('.'), "A refusal says what to do.");
        Assert.False(RequestVerifier.Matches(headers, line, request.Body, "sk_of_another"));
        Assert.False(RequestVerifier.Matches(headers, line, request.Body, null));
        Assert.False(RequestVerifier.Matches(headers with { UnixMilliseconds = At + 1 }, line, request.Body, Secret));
        Assert.False(RequestVerifier.Matches(headers, line, [.. request.Body, (byte)'x'], Secret));
        var longer = line with { Query = request.Query + "&x" };
        Assert.False(RequestVerifier.Matches(headers, longer, request.Body, Secret));
    }

    private static void AssertJson(Request request, CanonicalForm form, NaiveJson.Fault fault, string text)
    {
        var isWritten = CanonicalJson.TryWrite(request.Body, form, out var canonical, out var said);
        var expected = isWritten ? NaiveJson.Fault.None
            : said == JsonFault.NotJson ? NaiveJson.Fault.NotJson
            : NaiveJson.Fault.Refused;
        Assert.True(expected == fault, $"It says {said}; a second implementation {fault}.");
        Assert.Equal(text, Encoding.UTF8.GetString(canonical));
        if (isWritten)
        {
            Assert.True(CanonicalJson.TryWrite(canonical, form, out var again, out _));
            Assert.Equal(canonical, again);
        }
    }

    private static Request Make(Random chance)
    {
        var body = Encoding.UTF8.GetBytes(chance.Pick(Bodies));
        var others = Bodies.Select(Encoding.UTF8.GetBytes).ToArray();
        var (path, query) = (chance.Pick(Paths), chance.Pick(Queries));
        return new Request(
            chance.OneIn(3) ? Mutator.Alter(chance, path) : path,
            chance.OneIn(2) ? Mutator.Alter(chance, query) : query,
            chance.OneIn(4) ? body : Mutator.Alter(chance, body, others));
    }

    private static string Show(Request request) =>
        $"path {request.Path}\nquery {request.Query}\nbody {Mutator.Show(request.Body)}";

    private sealed record Request(string Path, string Query, byte[] Body);
}
