using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Heliostat.EndToEnd.Tests.Hostile;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Tests.Support;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Tests.Hostile;

/// <summary>Requests that nobody honest sends: to the API, with manifests, and drop by drop.</summary>
public sealed class ApiDoorTests : IAsyncLifetime
{
    private const string Keys = "/v1/api-keys";
    private const int HourMs = 3_600_000;
    private const int SlowConnections = 200;
    private const long HugeBytes = long.MaxValue / 2;

    private static readonly TimeSpan LetGoMax = TimeSpan.FromSeconds(60);

    private LiveManager _manager = null!;
    private ApiClient _consumer = null!;

    public async ValueTask InitializeAsync()
    {
        _manager = await LiveManager.StartAsync();
        _consumer = await _manager.ConsumerAsync();
    }

    public ValueTask DisposeAsync() => _manager.DisposeAsync();

    [Fact]
    public async Task A_hostile_request_gets_what_the_paper_says()
    {
        var table = new SecurityTable("The API");
        await BodyAsync(table, "JSON cut off", """{"name":"x"}"""[..^2]);
        await BodyAsync(table, "a key named twice", """{"name":"x","name":"y"}""");
        await BodyAsync(table, "JSON nested 100 deep", "{\"name\":" + new string('[', 99) + new string(']', 99) + "}");
        await BodyAsync(table, "a lone surrogate in a name", """{"na\ud800me":"x"}""");
        await BodyAsync(table, "a field that is not known", """{"name":"x","admin":true}""");
        await BodyAsync(table, "a field of another type", """{"name":["x"]}""");
        await BodyAsync(table, "an expiry at the end of time", """{"name":"x","expires_at":9223372036854775807}""");
        await BodyAsync(table, "a body of 3 MB", new string(' ', 3 << 20));
        await SignedAtAsync(table, "a request signed by a clock an hour behind", -HourMs);
        await SignedAtAsync(table, "a request signed by a clock an hour ahead", HourMs);
        await ReplayedAsync(table);
        await PathAsync(table, "a path with an encoded slash", "/v1/api-keys%2Fx");
        await HeadersAsync(table);
        await UnsignedAsync(table);
        table.Check();
    }

    [Fact]
    public async Task A_hostile_manifest_gets_what_the_paper_says()
    {
        var table = new SecurityTable("Manifests");
        var blob = await _consumer.UploadAsync("x"u8.ToArray());
        await ManifestAsync(table, "100,001 files of one blob", Files(
            SceneManifest.FilesMax + 1, number => new SceneFile($"/f/{number}", blob, 1)));
        await ManifestAsync(table, "one blob of a byte that says it has 4 EB", Files(
            1, _ => new SceneFile("/s.blend", blob, HugeBytes)));
        await ManifestAsync(table, "2,000 names of one file of 1 GB", Files(
            2_000, number => new SceneFile($"/f/{number}", blob, 1 << 30)));
        await ManifestAsync(table, "a file with a negative size", Files(1, _ => new SceneFile("/s.blend", blob, -1)));
        await ManifestAsync(table, "a path with ..", Files(1, _ => new SceneFile("/home/../etc/passwd", blob, 1)));
        await ManifestAsync(table, "a path that is relative", Files(1, _ => new SceneFile("etc/passwd", blob, 1)));
        await ManifestAsync(table, "a path with a NUL", Files(1, _ => new SceneFile("/a\0b", blob, 1)));
        await ManifestAsync(table, "one path twice", Files(2, _ => new SceneFile("/s.blend", blob, 1)));
        await ManifestAsync(table, "a main file that is not among the files", Encoding.UTF8.GetBytes(
            $$"""{"salt":"{{Salt}}","main":"/x","files":[{"path":"/s","hash":"{{blob}}","bytes":1}]}"""));
        await ManifestAsync(table, "a blob of another account", Files(
            1, _ => new SceneFile("/s.blend", ContentHash.Of("theirs"u8), 6)));
        await ManifestAsync(table, "no file", Files(0, _ => null!));
        await ManifestAsync(table, "bytes that are no JSON", [0xFF, 0xFE, 0x00]);
        await ManifestAsync(table, "JSON nested 10,000 deep", Encoding.ASCII.GetBytes(new string('[', 10_000)));
        await ManifestAsync(table, "a name that is no Unicode", Encoding.UTF8.GetBytes(
            $$"""{"salt":"{{Salt}}","main":"/s","files":[{"\ud800":1}]}"""));
        table.Check();
    }

    [Fact]
    public async Task Clients_that_drip_are_let_go_and_others_are_served_meanwhile()
    {
        var table = new SecurityTable("Slow clients");
        (string, Uri)[] doors = [("the API", new Uri(_manager.Origin)), ("the blobs", _manager.BlobOrigin)];
        foreach (var (name, origin) in doors)
        {
            using var heads = await SlowClients.ConnectAsync(
                origin, SlowConnections, "GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-A: ");
            await AssertServedAsync();
            var said = await heads.LetGoAsync(LetGoMax);
            table.Add($"{SlowConnections} requests at {name} whose head never ends", $"others are served; {said}");
        }

        using var bodies = await SlowClients.ConnectAsync(
            new Uri(_manager.Origin),
            SlowConnections,
            $"POST {Keys} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + $"X-API-Key: pk_x\r\nX-Time: {DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}\r\n"
                + $"X-Nonce: {Salt}\r\nX-Signature: {Salt}{Salt}\r\nContent-Length: 1000\r\n\r\n{{");
        await AssertServedAsync();
        table.Add(
            $"{SlowConnections} bodies that come drop by drop",
            $"others are served; {await bodies.LetGoAsync(LetGoMax)}");
        table.Check();
    }

    private const string Salt = "00112233445566778899aabbccddeeff";

    private static byte[] Files(int count, Func<int, SceneFile> file) => JsonSerializer.SerializeToUtf8Bytes(
        new SceneManifest(Salt, "/s.blend", [.. Enumerable.Range(0, count).Select(file)]),
        WireJson.Default.SceneManifest);

    private async Task AssertServedAsync()
    {
        using var answer = await _consumer.SendAsync("GET", Keys);
        Assert.True(answer.IsSuccessStatusCode);
    }

    private async Task BodyAsync(SecurityTable table, string came, string json)
    {
        var body = Encoding.UTF8.GetBytes(json);
        var good = _consumer.Sign("POST", Keys, "{}"u8.ToArray());
        var signature = Sign(body) ?? good;
        using var answer = await _consumer.SendAsync("POST", Keys, body, signature);
        await NoteAsync(table, came, answer);
    }

    // What cannot be signed is sent with the signature of something else.
    private RequestSignature? Sign(byte[] body)
    {
        try
        {
            return _consumer.Sign("POST", Keys, body);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private async Task SignedAtAsync(SecurityTable table, string came, int milliseconds)
    {
        var at = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() + milliseconds;
        var signer = new RequestSigner(_consumer.Key.PublicKey, _consumer.Key.SecretKey);
        using var answer = await _consumer.SendAsync("GET", Keys, [], signer.Sign("GET", Keys, "", [], at, Salt));
        await NoteAsync(table, came, answer);
    }

    private async Task ReplayedAsync(SecurityTable table)
    {
        var signature = _consumer.Sign("GET", Keys, []);
        (await _consumer.SendAsync("GET", Keys, [], signature)).Dispose();
        using var again = await _consumer.SendAsync("GET", Keys, [], signature);
        await NoteAsync(table, "a request once more, to the byte", again);
    }

    private async Task PathAsync(SecurityTable table, string came, string path)
    {
        using var answer = await _consumer.SendAsync("GET", path, [], _consumer.Sign("GET", Keys, []));
        await NoteAsync(table, came, answer);
    }

    private async Task HeadersAsync(SecurityTable table)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _manager.Origin + Keys);
        request.Headers.Add("X-Long", new string('x', 100_000));
        using var answer = await _manager.Http.SendAsync(request);
        table.Add("a header of 100 KB", $"{(int)answer.StatusCode}");
    }

    private async Task UnsignedAsync(SecurityTable table)
    {
        var stranger = new ApiClient(_manager, NewKey.Make());
        for (var i = 0; i < FailureLimit.FailuresPerMinuteMax; i++)
        {
            (await stranger.SendAsync("GET", Keys)).Dispose();
        }

        using var answer = await stranger.SendAsync("GET", Keys);
        await NoteAsync(table, $"{FailureLimit.FailuresPerMinuteMax} wrong signatures within a minute", answer);
    }

    private async Task ManifestAsync(SecurityTable table, string came, byte[] manifest)
    {
        var name = await _consumer.UploadAsync(manifest);
        var job = $$"""
            {"max_timeout_run_ms":60000,"parameters":{"type":"blender","parameters":
            {"manifest":"{{name}}","frames":"1","width":64,"height":64} } }
            """;
        using var answer = await _consumer.SendAsync("POST", "/v1/jobs", ApiClient.Bytes(job));
        await NoteAsync(table, $"{came} ({Size(manifest.Length)})", answer);
    }

    private static async Task NoteAsync(SecurityTable table, string came, HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        if (answer.StatusCode == HttpStatusCode.Created)
        {
            table.Add(came, "taken as it is: 201");
            return;
        }

        var problem = text.Length == 0 ? null : JsonSerializer.Deserialize(text, ApiJson.Default.Problem);
        table.Add(came, problem is null ? $"{(int)answer.StatusCode}" : $"{(int)answer.StatusCode} `{problem.Code}`");
    }

    private static string Size(int bytes) => bytes < 1_000
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000} KB");
}
