using System.Net;
using System.Text.Json;
using Heliostat.Client;
using Heliostat.Client.Packing;
using Heliostat.Client.Scenes;
using Heliostat.EndToEnd.Tests.Running;
using Heliostat.Protocol.Api;

namespace Heliostat.EndToEnd.Tests.Refusing;

[Collection(SharedNetworkGroup.Name)]
public sealed class RequestRefusalTests(SharedNetwork shared)
{
    private const string Good = """
        {"task":"BATCH","max_timeout_run_ms":60000,
         "parameters":{"type":"plugin","parameters":{"job_type":"echo","count":1,"payload":{"a":1}}}}
        """;

    private readonly TestNetwork _network = shared.Network;

    [Theory]
    [InlineData("""{"task":"BATCH",""", "json-broken")]
    [InlineData("""{"task":"BATCH","colour":"red","max_timeout_run_ms":60000}""", "field-unknown")]
    [InlineData("""{"task":"BATCH","max_timeout_run_ms":"soon"}""", "field-invalid")]
    [InlineData("""{"task":"HOURLY","max_timeout_run_ms":60000}""", "field-invalid")]
    public async Task Broken_JSON_and_unknown_or_wrong_typed_fields_are_refused(string body, string code)
    {
        var (status, problem) = await Request(body).SendAsync();

        AssertProblem(HttpStatusCode.BadRequest, status, problem);
        Assert.Equal(code, problem!.Code);
    }

    [Theory]
    [InlineData("1-10000000")]
    [InlineData("nonsense")]
    public async Task A_frame_list_is_refused_by_the_manager_too(string frames)
    {
        var path = await Scenes.MakeAsync(_network.Under("listed"), "small");
        var manifest = await ManifestMaker.MakeAsync(
            await new ScenePacker().PackAsync(path), null, null, CancellationToken.None);
        var hash = await new SceneUpload(_network.Consumer).UploadAsync(manifest, CancellationToken.None);
        var parameters = new BlenderParameters { Manifest = hash, Frames = frames, Width = 100, Height = 100 };
        var job = new JobRequest
        {
            MaxTimeoutRunMs = Requests.TimeoutMs,
            Parameters = new JobParameters(
                "blender", JsonSerializer.SerializeToElement(parameters, ApiJson.Default.BlenderParameters)),
        };

        var refusal = await Assert.ThrowsAsync<HeliostatException>(
            () => _network.Consumer.Jobs.SubmitAsync(job, CancellationToken.None));

        Assert.True(refusal.IsRefusal);
        Assert.Contains("frame", refusal.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_body_that_names_a_field_twice_is_refused()
    {
        var twice = SignedRequest.Text("""{"task":"BATCH","task":"BATCH"}""");

        var (status, problem) = await Request(Good).SendAsync(twice);

        Assert.True((int)status is 400 or 401, $"It answered {status}.");
        Assert.NotEmpty(problem!.Detail);
    }

    [Fact]
    public async Task A_signature_by_another_secret_is_refused()
    {
        var wrong = new SignedRequest(_network.Url, _network.ConsumerKeyFile)
        {
            Body = SignedRequest.Text(Good),
            Secret = "sk_another",
        };

        var (status, problem) = await wrong.SendAsync();

        AssertProblem(HttpStatusCode.Unauthorized, status, problem);
    }

    [Fact]
    public async Task A_body_that_is_not_the_one_that_was_signed_is_refused()
    {
        var altered = SignedRequest.Text(Good.Replace("60000", "90000", StringComparison.Ordinal));

        var (status, problem) = await Request(Good).SendAsync(altered);

        AssertProblem(HttpStatusCode.Unauthorized, status, problem);
    }

    [Theory]
    [InlineData(-6)]
    [InlineData(6)]
    public async Task A_signature_of_another_time_is_refused(int minutes)
    {
        var stale = new SignedRequest(_network.Url, _network.ConsumerKeyFile)
        {
            Body = SignedRequest.Text(Good),
            At = DateTimeOffset.UtcNow.AddMinutes(minutes).ToUnixTimeMilliseconds(),
        };

        var (status, problem) = await stale.SendAsync();

        AssertProblem(HttpStatusCode.Unauthorized, status, problem);
    }

    [Fact]
    public async Task A_replayed_request_is_refused()
    {
        var request = Request(Good);
        var (first, _) = await request.SendAsync();

        var (second, problem) = await request.SendAsync();

        Assert.Equal(HttpStatusCode.Created, first);
        AssertProblem(HttpStatusCode.Unauthorized, second, problem);
    }

    [Fact]
    public async Task A_consumer_may_not_create_accounts()
    {
        var request = new SignedRequest(_network.Url, _network.ConsumerKeyFile)
        {
            Path = "/v1/accounts",
            Body = SignedRequest.Text("""{"kind":"operator","name":"me too"}"""),
        };

        var (status, problem) = await request.SendAsync();

        AssertProblem(HttpStatusCode.Forbidden, status, problem);
    }

    private SignedRequest Request(string body) =>
        new(_network.Url, _network.ConsumerKeyFile) { Body = SignedRequest.Text(body) };

    private static void AssertProblem(HttpStatusCode expected, HttpStatusCode status, Problem? problem)
    {
        Assert.Equal(expected, status);
        Assert.NotNull(problem);
        Assert.NotEmpty(problem.Code);
        Assert.NotEmpty(problem.Detail);
        Assert.Equal(problem.Code, problem.Error.Code);
    }
}
