using System.Text.Json;
using Heliostat.Manager.Tests.Support;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Tests.Nodes;

public sealed class RelayTests : IAsyncLifetime
{
    private static readonly ContentHash Payload = CanonicalJson.Hash(JsonElement.Parse("""{"say":"hello"}"""));

    private LiveManager _manager = null!;
    private ApiClient _consumer = null!;
    private ApiClient _operator = null!;

    public async ValueTask InitializeAsync()
    {
        _manager = await LiveManager.StartAsync();
        _consumer = await _manager.ConsumerAsync();
        _operator = await _manager.OperatorAsync();
    }

    public ValueTask DisposeAsync() => _manager.DisposeAsync();

    [Fact]
    public async Task A_node_that_says_hello_gets_work_and_what_it_reports_ends_the_job()
    {
        await using var node = await LiveNode.RegisterAsync(_operator);
        await node.JoinAsync();
        Assert.Equal(_manager.Parts.Loop.NetworkId, node.Hello.Network);
        Assert.NotNull(SignedHead.Parse(node.Hello.Head));
        var job = await _consumer.SubmitEchoAsync(2);
        var (first, second) = (await node.HearAsync<JobDispatch>(), await node.HearAsync<JobDispatch>());
        Assert.Equal("hello", first.Payload!.Value.GetProperty("say").GetString());
        Assert.Equal(("echo", 60_000), (first.JobType, first.TimeoutMs));
        var ack = await node.ReportAsync(Echo(first), Echo(second));
        Assert.Null(ack.Refused);
        Assert.Equal("COMPLETED", (await ShowAsync(job)).Status);
        var units = await _consumer.GetAsync($"/v1/jobs/{job.Uuid}/units", ApiJson.Default.ListPageUnitResource);
        Assert.Equal(["ACCEPTED", "ACCEPTED"], units.Data.Select(unit => unit.Status));
        Assert.Equal("hello", units.Data[0].Result!.Value.GetProperty("say").GetString());
        var runs = await _consumer.GetAsync(
            $"/v1/job-runs?filter[job_uuid]={job.Uuid}", ApiJson.Default.ListPageJobRunResource);
        Assert.All(runs.Data, run => Assert.Equal("COMPLETED", run.Status));
    }

    [Fact]
    public async Task A_heartbeat_is_answered_with_the_newest_head()
    {
        await using var node = await LiveNode.RegisterAsync(_operator);
        await node.JoinAsync();
        await node.RemarkAsync(new HeartbeatPing());
        var pong = await node.HearAsync<HeartbeatPong>();
        using var key = Ed25519PublicKey.FromBytes(_manager.Parts.Loop.SigningKey.PublicKey);
        Assert.True(SignedHead.Parse(pong.Head)!.Verify(key));
    }

    [Fact]
    public async Task A_nodes_token_opens_no_other_nodes_connection()
    {
        await using var node = await LiveNode.RegisterAsync(_operator);
        await using var other = await LiveNode.RegisterAsync(_operator, "n2");
        await node.ConnectAsync(other.Id);
        Assert.Equal(4001, await node.ClosedAsync());
    }

    [Fact]
    public async Task A_token_in_the_query_opens_the_relay_too()
    {
        await using var node = await LiveNode.RegisterAsync(_operator);
        await node.ConnectAsync(byQuery: true);
        Assert.NotNull(await node.HearAsync<ManagerHello>());
    }

    [Fact]
    public async Task An_envelope_that_another_key_signed_ends_the_connection()
    {
        await using var node = await LiveNode.RegisterAsync(_operator);
        await node.JoinAsync();
        using var other = Ed25519PrivateKey.Generate();
        var body = EnvelopeText.WriteBody(new NodeEnvelope([new NodeHello(LiveNode.Facts, [], [])]));
        var signature = new SignedEnvelope(node.Hello.Network, node.Hello.Session, 2).Sign(other, body);
        await node.SendTextAsync(EnvelopeText.WriteSigned(2, signature, body));
        Assert.Equal(4001, await node.ClosedAsync());
    }

    [Fact]
    public async Task A_counter_that_does_not_rise_ends_the_connection()
    {
        await using var node = await LiveNode.RegisterAsync(_operator);
        await node.JoinAsync();
        node.Counter = 0;
        await node.SendAsync(new NodeHello(LiveNode.Facts, [], []));
        Assert.Equal(1008, await node.ClosedAsync());
    }

    [Fact]
    public async Task Text_that_is_no_envelope_ends_the_connection()
    {
        await using var node = await LiveNode.RegisterAsync(_operator);
        await node.JoinAsync();
        await node.SendTextAsync("""{"counter":"""u8.ToArray());
        Assert.Equal(1008, await node.ClosedAsync());
    }

    [Fact]
    public async Task A_message_over_a_mebibyte_ends_the_connection()
    {
        await using var node = await LiveNode.RegisterAsync(_operator);
        await node.JoinAsync();
        await node.SendTextAsync(new byte[EnvelopeText.BytesMax + 1]);
        Assert.Equal(1008, await node.ClosedAsync());
    }

    [Fact]
    public async Task A_message_that_cannot_be_read_is_refused_and_the_connection_goes_on()
    {
        await using var node = await LiveNode.RegisterAsync(_operator);
        await node.JoinAsync();
        var body = """{"messages":[{"type":"job_boast"},{"type":"job_boast"}]}"""u8.ToArray();
        var signature = new SignedEnvelope(node.Hello.Network, node.Hello.Session, ++node.Counter).Sign(node.Key, body);
        await node.SendTextAsync(EnvelopeText.WriteSigned(node.Counter, signature, body));
        var ack = await node.HearAsync<EnvelopeAck>();
        Assert.Equal(["message-unreadable", "message-unreadable"], ack.Refused!.Select(refusal => refusal.Code));
        await node.RemarkAsync(new HeartbeatPing());
        Assert.NotNull(await node.HearAsync<HeartbeatPong>());
    }

    [Fact]
    public async Task Another_nodes_run_cannot_be_reported()
    {
        await using var node = await LiveNode.RegisterAsync(_operator);
        await node.JoinAsync();
        await using var other = await LiveNode.RegisterAsync(await _manager.OperatorAsync(), "n2");
        await _consumer.SubmitEchoAsync();
        var dispatch = await node.HearAsync<JobDispatch>();
        await other.JoinAsync();
        var ack = await other.ReportAsync(Echo(dispatch));
        Assert.Equal("lease-lost", ack.Refused!.Single().Code);
        Assert.Null((await node.ReportAsync(Echo(dispatch))).Refused);
    }

    [Fact]
    public async Task The_newest_connection_of_a_node_wins()
    {
        await using var node = await LiveNode.RegisterAsync(_operator);
        await node.JoinAsync();
        await using var again = await SameAsync(node);
        Assert.Equal(1008, await node.ClosedAsync());
        await again.RemarkAsync(new HeartbeatPing());
        Assert.NotNull(await again.HearAsync<HeartbeatPong>());
    }

    [Fact]
    public async Task A_node_that_connects_again_gets_what_it_did_not_name_and_is_told_to_stop_what_is_not_its_own()
    {
        await using var node = await LiveNode.RegisterAsync(_operator);
        await node.JoinAsync();
        await _consumer.SubmitEchoAsync(2);
        var (first, second) = (await node.HearAsync<JobDispatch>(), await node.HearAsync<JobDispatch>());
        await node.LeaveAsync();
        var strange = new RunId(new JobId(Guid.NewGuid()), 0, 1);
        await node.JoinAsync([first.Run, strange]);
        var again = await node.HearAsync<JobDispatch>();
        Assert.Equal((second.Run, second.Units.Single()), (again.Run, again.Units.Single()));
        Assert.Equal(strange, (await node.HearAsync<JobCancel>()).Run);
        Assert.Null((await node.ReportAsync(Echo(first), Echo(again))).Refused);
    }

    [Fact]
    public async Task A_restarted_manager_gives_the_work_out_again_and_takes_it()
    {
        await using var node = await LiveNode.RegisterAsync(_operator);
        await node.JoinAsync();
        var job = await _consumer.SubmitEchoAsync();
        var before = await node.HearAsync<JobDispatch>();
        await _manager.RestartAsync();
        await node.JoinAsync();
        var after = await node.HearAsync<JobDispatch>();
        Assert.Equal(before.Run, after.Run);
        Assert.Equal("hello", after.Payload!.Value.GetProperty("say").GetString());
        Assert.Null((await node.ReportAsync(Echo(after))).Refused);
        Assert.Equal("COMPLETED", (await ShowAsync(job)).Status);
    }

    [Fact]
    public async Task A_cancelled_jobs_run_is_stopped_on_its_node()
    {
        await using var node = await LiveNode.RegisterAsync(_operator);
        await node.JoinAsync();
        var job = await _consumer.SubmitEchoAsync();
        var dispatch = await node.HearAsync<JobDispatch>();
        using var answer = await _consumer.SendAsync("PUT", $"/v1/jobs/{job.Uuid}/cancel");
        Assert.True(answer.IsSuccessStatusCode);
        Assert.Equal(dispatch.Run, (await node.HearAsync<JobCancel>()).Run);
    }

    [Fact]
    public async Task A_drained_node_is_let_go_once_it_has_nothing_left()
    {
        await using var node = await LiveNode.RegisterAsync(_operator);
        await node.JoinAsync();
        await _consumer.SubmitEchoAsync();
        var dispatch = await node.HearAsync<JobDispatch>();
        using (var answer = await _operator.SendAsync("PUT", $"/v1/nodes/{node.Id}/drain"))
        {
            Assert.Equal("DRAINING", (await ApiClient.ReadAsync(answer, ApiJson.Default.NodeResource)).Status);
        }

        Assert.Null((await node.ReportAsync(Echo(dispatch))).Refused);
        Assert.Equal(4001, await node.ClosedAsync());
        using (var answer = await _operator.SendAsync("PUT", $"/v1/nodes/{node.Id}/undrain"))
        {
            Assert.True(answer.IsSuccessStatusCode);
        }

        await node.JoinAsync();
    }

    [Fact]
    public async Task A_banned_operators_node_is_cut_off()
    {
        await using var node = await LiveNode.RegisterAsync(_operator);
        await node.JoinAsync();
        using var answer = await _manager.Owner.SendAsync("PUT", $"/v1/accounts/{_operator.Account}/ban");
        Assert.True(answer.IsSuccessStatusCode);
        Assert.Equal(4001, await node.ClosedAsync());
        await node.ConnectAsync();
        Assert.Equal(4001, await node.ClosedAsync());
    }

    [Fact]
    public async Task A_frame_whose_blobs_are_not_there_is_not_believed()
    {
        await using var node = await LiveNode.RegisterAsync(_operator);
        await node.JoinAsync();
        await _consumer.SubmitAsync(await Scenes.JobAsync(_consumer, "7"));
        var dispatch = await node.HearAsync<JobDispatch>();
        Assert.Equal(("blender", "7"), (dispatch.JobType, dispatch.Blender!.Frames));
        var list = new byte[4 * ContentHash.Size];
        var file = "a picture"u8.ToArray();
        var result = new JobResult(
            dispatch.Run, 0, 10, ContentHash.Of(list), new BlobName(ContentHash.Of(file), file.Length), null, null);
        Assert.Equal("blob-missing", (await node.ReportAsync(result)).Refused!.Single().Code);
        await _consumer.UploadAsync(list);
        await _consumer.UploadAsync(file);
        Assert.Null((await node.ReportAsync(result)).Refused);
    }

    [Fact]
    public async Task A_result_that_is_not_what_its_hash_says_is_not_believed()
    {
        await using var node = await LiveNode.RegisterAsync(_operator);
        await node.JoinAsync();
        await _consumer.SubmitAsync(
            """
            {"max_timeout_run_ms":60000,"parameters":{"type":"plugin","parameters":{"job_type":"cpu_benchmark"}}}
            """);
        var dispatch = await node.HearAsync<JobDispatch>();
        var shown = JsonElement.Parse("""{"primes_found":4}""");
        var result = new JobResult(dispatch.Run, 0, 10, Payload, null, null, shown);
        Assert.Equal("result-differs", (await node.ReportAsync(result)).Refused!.Single().Code);
        var right = result with { Commitment = CanonicalJson.Hash(shown) };
        Assert.Null((await node.ReportAsync(right)).Refused);
    }

    private static JobResult Echo(JobDispatch dispatch) =>
        new(dispatch.Run, dispatch.Units.Single(), 1, Payload, null, null, null);

    private static async Task<LiveNode> SameAsync(LiveNode node)
    {
        var again = node.Twin();
        await again.JoinAsync();
        return again;
    }

    private Task<JobResource> ShowAsync(JobResource job) =>
        _consumer.GetAsync($"/v1/jobs/{job.Uuid}", ApiJson.Default.JobResource);
}
