using System.Net;
using System.Text.Json;
using Heliostat.Manager.Tests.Support;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Tests.Nodes;

public sealed class TransferRoutesTests : IAsyncLifetime
{
    private LiveManager _manager = null!;
    private ApiClient _consumer = null!;
    private LiveNode _worker = null!;
    private LiveNode _verifier = null!;

    public async ValueTask InitializeAsync()
    {
        _manager = await LiveManager.StartAsync();
        _consumer = await _manager.ConsumerAsync();
        _worker = await LiveNode.RegisterAsync(await _manager.OperatorAsync(), "worker");
        _verifier = await LiveNode.RegisterAsync(await _manager.OperatorAsync(), "verifier");
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _verifier.DisposeAsync();
        await _manager.DisposeAsync();
    }

    [Fact]
    public async Task A_worker_fetches_the_scene_and_hands_over_its_results()
    {
        var dispatch = await DispatchAsync();
        var manifest = dispatch.Blender!.Manifest;
        var result = new BlobName(ContentHash.Of("pixels"u8), 6);
        var grants = await GrantedAsync(_worker, new TransferRequest(dispatch.Run, [manifest, Scenes.Main], [result]));
        Assert.Equal(_consumer.Account, grants.Account);
        Assert.Equal(
            "a scene"u8.ToArray(), await _manager.Http.GetByteArrayAsync(grants.Grants[1].Url));
        using var put = await _manager.Http.PutAsync(grants.Grants[2].Url, new ByteArrayContent("pixels"u8.ToArray()));
        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        var again = await GrantedAsync(_worker, new TransferRequest(dispatch.Run, [], [result]));
        Assert.Null(again.Grants.Single().Url);
    }

    [Fact]
    public async Task A_blob_that_is_no_input_of_the_run_is_refused()
    {
        var dispatch = await DispatchAsync();
        var secret = await _consumer.UploadAsync("another scene"u8.ToArray());
        await RefusedAsync(
            _worker, new TransferRequest(dispatch.Run, [secret], []), HttpStatusCode.Forbidden, "blob-forbidden");
    }

    [Fact]
    public async Task A_node_without_the_run_gets_nothing()
    {
        var dispatch = await DispatchAsync();
        var stranger = await LiveNode.RegisterAsync(await _manager.OperatorAsync(), "stranger");
        var asked = new TransferRequest(dispatch.Run, [dispatch.Blender!.Manifest], []);
        await RefusedAsync(stranger, asked, HttpStatusCode.Conflict, "lease-lost");
        using var forged = await LiveNode.PostAsync(
            _manager, $"/api/v1/nodes/{_worker.Id}/transfers", stranger.Token, Bytes(asked));
        await ApiClient.RefusedAsync(forged, HttpStatusCode.Unauthorized, "token-invalid");
        await stranger.DisposeAsync();
    }

    [Fact]
    public async Task A_verifier_sees_the_workers_file_only_after_it_has_said_what_it_found()
    {
        var dispatch = await DispatchAsync();
        await _verifier.JoinAsync();
        var (list, file) = (new byte[4 * ContentHash.Size], "a picture"u8.ToArray());
        await _consumer.UploadAsync(list);
        var picture = new BlobName(await _consumer.UploadAsync(file), file.Length);
        Assert.Null((await _worker.ReportAsync(
            new JobResult(dispatch.Run, 0, 10, ContentHash.Of(list), picture, null, null))).Refused);
        var check = await _verifier.HearAsync<CheckDispatch>();
        var asked = new TransferRequest(check.Check.Run, [picture.Hash], []);
        await RefusedAsync(_verifier, asked, HttpStatusCode.Forbidden, "blob-forbidden");
        var inputs = await GrantedAsync(_verifier, new TransferRequest(check.Check.Run, [Scenes.Main], []));
        Assert.NotNull(inputs.Grants.Single().Url);

        // A frame of four tiles is checked whole; an equal list agrees at once.
        Assert.Null(check.Tiles);
        Assert.Null((await _verifier.ReportAsync(
            new CheckResult(check.Check, [], ContentHash.Of(list), 10))).Refused);
        var compare = await _verifier.HearAsync<FileCheck>();
        Assert.Equal(picture, compare.File);
        Assert.NotNull((await GrantedAsync(_verifier, asked)).Grants.Single().Url);
    }

    [Fact]
    public async Task Disputed_tiles_are_asked_of_both_and_measured()
    {
        var dispatch = await DispatchAsync();
        await _verifier.JoinAsync();
        var mine = await TilesAsync(0.5f);
        var theirs = await TilesAsync(0.5001f);
        var picture = new BlobName(await _consumer.UploadAsync("a picture"u8.ToArray()), 9);
        await _worker.ReportAsync(new JobResult(dispatch.Run, 0, 10, mine.List, picture, null, null));
        var check = await _verifier.HearAsync<CheckDispatch>();
        await _verifier.ReportAsync(new CheckResult(check.Check, [], theirs.List, 10));
        var (ofWorker, ofVerifier) = (
            await _worker.HearAsync<TilesWanted>(), await _verifier.HearAsync<TilesWanted>());
        Assert.Equal([0, 1, 2, 3], ofWorker.Tiles);
        Assert.Equal([0, 1, 2, 3], ofVerifier.Tiles);
        Assert.Equal((false, true), (ofWorker.FromVerifier, ofVerifier.FromVerifier));
        Assert.Null((await _worker.ReportAsync(new TilesReady(check.Check, false, mine.Pixels))).Refused);
        Assert.Null((await _verifier.ReportAsync(new TilesReady(check.Check, true, theirs.Pixels))).Refused);

        // A ten-thousandth apart is alike: only the file is left to be bound.
        Assert.Null((await _verifier.ReportAsync(
            new FileResult(check.Check, true, "equal", null, []))).Refused);
        await Waits.UntilAsync(async () => await _manager.Parts.Loop.AskAsync(
            network => network.Jobs.Find(dispatch.Run.Job)!.UnitsAccepted == 1));
    }

    private async Task<(ContentHash List, BlobName Pixels)> TilesAsync(float value)
    {
        var tile = new byte[32 * 32 * 16];
        for (var at = 0; at < tile.Length; at += sizeof(float))
        {
            BitConverter.TryWriteBytes(tile.AsSpan(at), value);
        }

        byte[] pixels = [.. tile, .. tile, .. tile, .. tile];
        byte[] list = [.. Enumerable.Repeat(ContentHash.Of(tile).ToArray(), 4).SelectMany(hash => hash)];
        return (await _consumer.UploadAsync(list), new BlobName(await _consumer.UploadAsync(pixels), pixels.Length));
    }

    private async Task<JobDispatch> DispatchAsync()
    {
        await _worker.JoinAsync();
        await _consumer.SubmitAsync(await Scenes.JobAsync(_consumer, "1"));
        return await _worker.HearAsync<JobDispatch>();
    }

    private static byte[] Bytes(TransferRequest asked) =>
        JsonSerializer.SerializeToUtf8Bytes(asked, WireJson.Default.TransferRequest);

    private async Task<TransferGrants> GrantedAsync(LiveNode node, TransferRequest asked)
    {
        using var answer = await LiveNode.PostAsync(
            _manager, $"/api/v1/nodes/{node.Id}/transfers", node.Token, Bytes(asked));
        return await ApiClient.ReadAsync(answer, WireJson.Default.TransferGrants);
    }

    private async Task RefusedAsync(LiveNode node, TransferRequest asked, HttpStatusCode status, string code)
    {
        using var answer = await LiveNode.PostAsync(
            _manager, $"/api/v1/nodes/{node.Id}/transfers", node.Token, Bytes(asked));
        await ApiClient.RefusedAsync(answer, status, code);
    }
}
