using System.Net;
using System.Text.Json;
using Heliostat.Manager.Tests.Support;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Tests.Jobs;

/// <summary>Claims and approval through the API, with nodes that speak over real connections.</summary>
public sealed class ClaimRoutesTests : IAsyncLifetime
{
    private readonly List<LiveNode> _nodes = [];
    private LiveManager _manager = null!;
    private ApiClient _consumer = null!;
    private FrameWork _work = null!;

    public async ValueTask InitializeAsync()
    {
        _manager = await LiveManager.StartAsync();
        _consumer = await _manager.ConsumerAsync();
        foreach (var name in (string[])["worker", "verifier", "first witness", "second witness"])
        {
            _nodes.Add(await LiveNode.RegisterAsync(await _manager.OperatorAsync(), name));
        }

        _work = new FrameWork(_manager, _consumer, _nodes[0], _nodes[1]);
        await _nodes[0].JoinAsync(duties: NodeDuties.Worker);
        await _nodes[1].JoinAsync(duties: NodeDuties.Verifier);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        await _manager.DisposeAsync();
    }

    [Fact]
    public async Task A_claim_is_opened_heard_and_decided_and_shows_everybodys_pictures()
    {
        var job = await RenderedAsync("1");
        var opened = await ClaimedAsync(job, "1", "too dark");
        Assert.Equal(("OPENED", "too dark", 1, 1), (
            opened.Single().Status, opened.Single().Reason, opened.Single().Number, opened.Single().Frame));
        foreach (var witness in _nodes[2..])
        {
            await witness.JoinAsync(duties: NodeDuties.Verifier);
        }

        for (var i = 0; i < 2; i++)
        {
            var witness = await _work.WitnessAsync(new JobId(job.Uuid), 0, [.. _nodes[2..]]);
            var check = await witness.HearAsync<CheckDispatch>();
            Assert.True(check is { WithPicture: true, Tiles: null });
            await _work.AgreeAsync(witness, check);
        }

        await Waits.UntilAsync(async () => (await ListAsync(job)).Single().DecidedAt is not null);
        var claim = (await ListAsync(job)).Single();
        Assert.Equal(("REFUSED", false), (claim.Status, claim.IsProven));
        Assert.Contains("scene itself", claim.Verdict, StringComparison.Ordinal);
        Assert.Equal(_nodes[0].Id.Value, claim.Worker.NodeUuid);
        Assert.Equal(_nodes[2..].Select(node => node.Id.Value).Order(),
            claim.Verifiers.Select(said => said.Picture.NodeUuid).Order());
        foreach (var url in claim.Verifiers.Select(said => said.Picture.FileUrl).Append(claim.Worker.FileUrl))
        {
            Assert.Equal("picture of unit 0", await _manager.Http.GetStringAsync(url));
        }

        // What the consumer said is sealed, and kept over a restart.
        await _manager.RestartAsync();
        Assert.Equal("too dark", (await ListAsync(job)).Single().Reason);
    }

    [Fact]
    public async Task With_a_frame_in_regions_each_region_is_claimed_and_says_where_it_lies()
    {
        var job = await RenderedAsync("1", "2x1", units: 3);
        var claims = await ClaimedAsync(job, "1", "noisy");

        Assert.Equal([0, 1, null], claims.Select(claim => claim.Region));
        Assert.Equal([(0, 0, 32, 64), (32, 0, 32, 64)], claims.Take(2)
            .Select(claim => claim.Area!.Value).Select(area => (area.X, area.Y, area.Width, area.Height)));
        Assert.All(claims, claim => Assert.Equal(1, claim.Frame));
        Assert.Equal(3, (await ListAsync(job, "?limit=2&page=2")).Single().Number);
    }

    [Fact]
    public async Task An_approved_job_is_final_and_a_second_approval_changes_nothing()
    {
        var job = await RenderedAsync("1");
        for (var i = 0; i < 2; i++)
        {
            using var answer = await _consumer.SendAsync("PUT", $"/v1/jobs/{job.Uuid}/approve");
            Assert.NotNull((await ApiClient.ReadAsync(answer, ApiJson.Default.JobResource)).FinalAt);
        }

        await RefusedAsync(job, Claim("1", "late"), HttpStatusCode.Conflict, "job-final");
        Assert.Empty(await ListAsync(job));
    }

    [Theory]
    [InlineData("""{"frames":"1"}""", HttpStatusCode.UnprocessableEntity, "reason-invalid")]
    [InlineData("""{"frames":"1","reason":"  "}""", HttpStatusCode.UnprocessableEntity, "reason-invalid")]
    [InlineData("""{"reason":"dark"}""", HttpStatusCode.UnprocessableEntity, "frames-invalid")]
    [InlineData("""{"frames":"one","reason":"dark"}""", HttpStatusCode.UnprocessableEntity, "frames-invalid")]
    [InlineData("""{"frames":"1-101","reason":"dark"}""", HttpStatusCode.UnprocessableEntity, "frames-invalid")]
    [InlineData("""{"frames":"3","reason":"dark"}""", HttpStatusCode.UnprocessableEntity, "frame-unknown")]
    [InlineData("""{"frames":"2","reason":"dark"}""", HttpStatusCode.UnprocessableEntity, "unit-not-accepted")]
    [InlineData("""{"frames":"1","reason":7}""", HttpStatusCode.BadRequest, "field-invalid")]
    [InlineData("""{"frames":"1","why":"dark"}""", HttpStatusCode.BadRequest, "field-unknown")]
    [InlineData("""{"frames":""", HttpStatusCode.BadRequest, "json-broken")]
    public async Task A_claim_of_nonsense_is_refused(string json, HttpStatusCode status, string code)
    {
        var job = await RenderedAsync("1-2");
        await RefusedAsync(job, ApiClient.Bytes(json), status, code);
        Assert.Empty(await ListAsync(job));
    }

    [Fact]
    public async Task A_reason_of_too_many_characters_is_refused()
    {
        var job = await RenderedAsync("1");
        await RefusedAsync(
            job, Claim("1", new string('a', 501)), HttpStatusCode.UnprocessableEntity, "reason-invalid");
        Assert.Single(await ClaimedAsync(job, "1", new string('a', 500)));
    }

    [Fact]
    public async Task Only_its_consumer_claims_lists_and_approves()
    {
        var job = await RenderedAsync("1");
        var other = await _manager.ConsumerAsync();
        var path = $"/v1/jobs/{job.Uuid}";
        await other.RefusedAsync(
            "POST", $"{path}/claims", Claim("1", "dark"), HttpStatusCode.NotFound, "job-unknown");
        await other.RefusedAsync("GET", $"{path}/claims", [], HttpStatusCode.NotFound, "job-unknown");
        await other.RefusedAsync("PUT", $"{path}/approve", [], HttpStatusCode.NotFound, "job-unknown");

        var owner = _manager.Owner;
        await owner.RefusedAsync(
            "POST", $"{path}/claims", Claim("1", "dark"), HttpStatusCode.Forbidden, "scope-missing");
        await owner.RefusedAsync("PUT", $"{path}/approve", [], HttpStatusCode.Forbidden, "scope-missing");
        var operators = await _manager.OperatorAsync();
        await operators.RefusedAsync("GET", $"{path}/claims", [], HttpStatusCode.Forbidden, "scope-missing");
        var gone = $"/v1/jobs/{Guid.NewGuid()}";
        await _consumer.RefusedAsync("GET", $"{gone}/claims", [], HttpStatusCode.NotFound, "job-unknown");
        await _consumer.RefusedAsync("PUT", $"{gone}/approve", [], HttpStatusCode.NotFound, "job-unknown");
    }

    [Fact]
    public async Task What_is_claimed_already_or_still_runs_is_refused()
    {
        var job = await RenderedAsync("1-2");
        await ApprovalRefusedAsync(job, "job-open");
        await _work.DoNextAsync();
        await ClaimedAsync(job, "1", "dark");
        await RefusedAsync(job, Claim("1", "dark"), HttpStatusCode.Conflict, "claim-open");
        await RefusedAsync(job, Claim("1-2", "dark"), HttpStatusCode.Conflict, "claim-open");
        await ApprovalRefusedAsync(job, "claims-open");
        Assert.Single(await ListAsync(job));
    }

    [Fact]
    public async Task Results_of_plugins_have_no_frames_to_claim()
    {
        var job = await _consumer.SubmitEchoAsync();
        await RefusedAsync(job, Claim("1", "dark"), HttpStatusCode.UnprocessableEntity, "frame-unknown");
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?page=0")]
    [InlineData("?limit=many")]
    public async Task A_list_of_claims_has_pages_or_is_refused(string query)
    {
        var job = await _consumer.SubmitEchoAsync();
        using var answer = await _consumer.SendAsync("GET", $"/v1/jobs/{job.Uuid}/claims{query}");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    /// <summary>A job of which so many units are accepted.</summary>
    private async Task<JobResource> RenderedAsync(string frames, string? tiles = null, int units = 1)
    {
        var job = await _consumer.SubmitAsync(await Scenes.JobAsync(_consumer, frames, tiles: tiles));
        for (var i = 0; i < units; i++)
        {
            await _work.DoNextAsync();
        }

        return job;
    }

    private async Task<IReadOnlyList<ClaimResource>> ClaimedAsync(JobResource job, string frames, string reason)
    {
        using var answer = await _consumer.SendAsync("POST", $"/v1/jobs/{job.Uuid}/claims", Claim(frames, reason));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await ApiClient.ReadAsync(answer, ApiJson.Default.ListPageClaimResource)).Data;
    }

    private async Task<IReadOnlyList<ClaimResource>> ListAsync(JobResource job, string query = "") =>
        (await _consumer.GetAsync($"/v1/jobs/{job.Uuid}/claims{query}", ApiJson.Default.ListPageClaimResource)).Data;

    private Task<Problem> RefusedAsync(JobResource job, byte[] body, HttpStatusCode status, string code) =>
        _consumer.RefusedAsync("POST", $"/v1/jobs/{job.Uuid}/claims", body, status, code);

    private Task<Problem> ApprovalRefusedAsync(JobResource job, string code) =>
        _consumer.RefusedAsync("PUT", $"/v1/jobs/{job.Uuid}/approve", [], HttpStatusCode.Conflict, code);

    private static byte[] Claim(string frames, string reason) =>
        JsonSerializer.SerializeToUtf8Bytes(new ClaimRequest(frames, reason), ApiJson.Default.ClaimRequest);
}
