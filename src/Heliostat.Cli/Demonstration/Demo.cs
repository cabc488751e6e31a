using System.Diagnostics;
using Heliostat.Cli.Jobs;
using Heliostat.Cli.Local;
using Heliostat.Cli.Running;
using Heliostat.Client;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Cli.Demonstration;

/// <summary>
/// The main job, from nothing to pictures: a network, a scene, frames that others verified, and the proof.
/// </summary>
internal sealed class Demo
{
    private const int SecondsMax = 20 * 60;
    private const long RunMillisecondsMax = 3_600_000;

    private readonly DemoWish _wish;
    private readonly Terminal _terminal;

    public Demo(DemoWish wish, Terminal terminal)
    {
        _wish = wish;
        _terminal = terminal;
    }

    /// <summary>Runs it; the exit code is 0 only when every frame was accepted.</summary>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(SecondsMax));
        DemoFolder.Empty(_wish);
        var clock = Stopwatch.StartNew();
        var code = await RunAsync(clock, limit.Token);
        if (code == ExitCodes.Ok && !_wish.Keeps)
        {
            // Its keys are of no use any more; after a failure its logs are.
            Directory.Delete(_wish.NetworkFolder, recursive: true);
        }

        return code;
    }

    private async Task<int> RunAsync(Stopwatch clock, CancellationToken cancellation)
    {
        await using var network = await DemoNetwork.StartAsync(_wish, cancellation);
        _terminal.Say($"A manager and {Words.Count(DemoWish.Nodes, "node")} are up after {Seconds(clock)} s.");
        using var client = HeliostatClient.FromKeyFile(network.Report.ConsumerKeyFile);

        var job = await SubmitAsync(client, cancellation);
        var (ended, hasKilled) = await FollowAsync(client, job, network.Report, cancellation);
        var wallSeconds = Seconds(clock);

        var units = await client.Jobs.AllUnitsAsync(job.Uuid, cancellation).ToListAsync(cancellation);
        if (!_terminal.IsQuiet)
        {
            FrameTable.Print(_terminal, units);
        }

        await JournalCopy.TakeAsync(client, network.Report.Journal, _wish, cancellation);
        var isWhole = ended.Units.Accepted == ended.Units.Total && Directory.GetFiles(_wish.FramesFolder).Length
            == ended.Units.Total;
        if (isWhole)
        {
            await FilmMaker.MakeAsync(_wish, cancellation);
        }

        if (_wish.Keeps)
        {
            network.Keep(_wish);
        }

        Print(ended, network.Report, wallSeconds);
        return isWhole && hasKilled == _wish.Kills ? ExitCodes.Ok : ExitCodes.JobNotCompleted;
    }

    private async Task<JobResource> SubmitAsync(HeliostatClient client, CancellationToken cancellation)
    {
        var wish = new SceneWish(_wish.Scene) { Frames = DemoWish.Frames, Format = ImageFormat.Png };
        var parameters = await new SceneSubmission(client, _terminal).UploadAsync(wish, cancellation);
        var request = new JobRequest
        {
            Task = JobKind.Batch,
            Title = "The demo",
            MaxTimeoutRunMs = RunMillisecondsMax,
            Parameters = parameters,
        };
        var job = await client.Jobs.SubmitAsync(request, cancellation);
        _terminal.Say($"Submitted {Words.Count(job.Units.Total, "frame")} as job {job.Uuid}.");
        return job;
    }

    private async Task<(JobResource Job, bool HasKilled)> FollowAsync(
        HeliostatClient client, JobResource job, NetworkReport network, CancellationToken cancellation)
    {
        var killer = new NodeKiller(network.Nodes.First(node => node.Name == DemoWish.OddNode), _terminal);
        var follower = new JobFollower(client, _terminal)
        {
            Names = network.Nodes.ToDictionary(node => node.Uuid, node => node.Name),
        };
        if (_wish.Kills)
        {
            follower.Seen += killer.See;
        }

        return (await follower.FollowAsync(job.Uuid, _wish.FramesFolder, cancellation), killer.HasKilled);
    }

    private void Print(JobResource job, NetworkReport network, double wallSeconds)
    {
        _terminal.Say(
            $"{job.Units.Accepted} of {job.Units.Total} frames accepted, {job.Units.Rejected} rejected on the way, "
            + $"{job.TilesChecked} tiles checked, {wallSeconds} s.");
        _terminal.Say($"Frames, contact sheet, film and journal are in {_wish.Output}.");
        _terminal.Say($"Check the journal: ./heliostat audit {_wish.JournalFile} --head {_wish.HeadFile}");
        if (_wish.Keeps)
        {
            _terminal.Say($"The network stays up at {network.Url}. Use it with:");
            _terminal.Say($"  export HELIOSTAT_KEY_FILE={network.ConsumerKeyFile}");
            _terminal.Say("  ./heliostat job submit scene.blend --frames 1-24 --output frames");
            _terminal.Say($"Stop it with: kill {network.ProcessId}");
        }

        if (_terminal.IsJson)
        {
            var summary = new DemoSummary(
                job.Units.Total,
                job.Units.Accepted,
                job.Units.Rejected,
                job.Runs,
                network.Nodes.Count,
                job.TilesChecked,
                wallSeconds,
                _wish.Output,
                _wish.JournalFile,
                _wish.HeadFile);
            _terminal.PrintLine(summary, CliJson.Default.DemoSummary);
        }
    }

    private static double Seconds(Stopwatch clock) => Math.Round(clock.Elapsed.TotalSeconds, 1);
}
