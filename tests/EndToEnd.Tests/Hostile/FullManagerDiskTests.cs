using System.Net;
using System.Text.Json;
using Heliostat.Client;
using Heliostat.EndToEnd.Tests.Refusing;
using Heliostat.EndToEnd.Tests.Running;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.EndToEnd.Tests.Hostile;

/// <summary>A manager whose disks have no room: one for the blobs, one for the journal.</summary>
public sealed class FullManagerDiskTests
{
    private const int JournalDiskMegabytes = 96;
    private const int LookMilliseconds = 50;
    private const int LooksMax = 600;
    private const int SecondsMax = 120;

    // A little over the two gigabytes that no blob may take; a disk in memory takes only what lies on it.
    private const int BlobDiskKilobytes = 1_953_625;
    private const int BlobBytes = 1_000_000;

    private readonly SecurityTable _table = new("A full disk under a manager");

    [Fact]
    public async Task A_manager_without_room_acknowledges_nothing_serves_reads_and_goes_on_by_itself()
    {
        await using var network = await TestNetwork.StartAsync(1);
        await network.Manager.StopAsync();
        await using var blobs = await SmallDisk.MountAsync(
            network.Under("manager", "blobs"), BlobDiskKilobytes, unit: 'k');
        await using var disk = await SmallDisk.MountAsync(network.Under("journal-disk"), JournalDiskMegabytes);
        Move(network.JournalFile, network.Under("journal-disk", "journal.db"));
        await network.RestartManagerAsync();

        await UploadAsync(network);
        var job = await network.Consumer.Jobs.SubmitAsync(
            Requests.Echo(1) with { MinRamGb = 90_000 }, CancellationToken.None);
        disk.Fill(0);
        await UntilAsync(network, isFull: true);
        await AssertHeldAsync(network, job.Uuid);
        disk.Free();
        await UntilAsync(network, isFull: false);
        Assert.True((await network.Consumer.Jobs.PauseAsync(job.Uuid, CancellationToken.None)).Paused);
        _table.Add("room on the disk again", "the manager goes on by itself");

        disk.Fill(0);
        await UntilAsync(network, isFull: true);
        await network.Manager.KillAsync();
        disk.Free();
        await network.RestartManagerAsync();
        Assert.True((await network.Consumer.Jobs.GetAsync(job.Uuid, CancellationToken.None)).Paused);
        await EchoAsync(network);
        await AuditAsync(network);
        _table.Add("kill -9 while the disk is full", "everything acknowledged is there; the audit finds 0 differences");
        _table.Check();
    }

    private static void Move(string journal, string place)
    {
        File.Move(journal, place);
        File.CreateSymbolicLink(journal, place);
    }

    private async Task UploadAsync(TestNetwork network)
    {
        var bytes = new byte[BlobBytes];
        var grant = (await network.Consumer.Blobs.GrantsAsync(
            [new BlobName(ContentHash.Of(bytes), bytes.Length)], CancellationToken.None)).Single();
        using var http = new HttpClient();
        using var content = new ByteArrayContent(bytes);
        using var answer = await http.PutAsync(new Uri(grant.Url!), content);
        var problem = JsonSerializer.Deserialize(await answer.Content.ReadAsByteArrayAsync(), ApiJson.Default.Problem)!;
        Assert.Equal((HttpStatusCode.InsufficientStorage, "storage-full"), (answer.StatusCode, problem.Code));
        await EchoAsync(network);
        _table.Add(
            "an upload into the 2 GB that are kept for the journal",
            $"{(int)answer.StatusCode} `{problem.Code}`; jobs without it go on");
    }

    private static async Task EchoAsync(TestNetwork network)
    {
        var echo = await network.Consumer.Jobs.SubmitAsync(Requests.Echo(1), CancellationToken.None);
        Assert.Equal(JobStatuses.Completed, (await network.EndAsync(echo.Uuid, SecondsMax)).Status);
    }

    private static async Task UntilAsync(TestNetwork network, bool isFull)
    {
        for (var look = 0; await IsFullAsync(network) != isFull; look++)
        {
            Assert.True(look < LooksMax, $"The manager did not notice its disk.\n{network.Logs()}");
            await Task.Delay(LookMilliseconds);
        }
    }

    private static async Task<bool> IsFullAsync(TestNetwork network)
    {
        using var http = new HttpClient();
        var figures = await http.GetStringAsync(new Uri($"{network.Url}/metrics"));
        return figures.Contains("\nheliostat_disk_full 1\n", StringComparison.Ordinal);
    }

    private async Task AssertHeldAsync(TestNetwork network, Guid job)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(Requests.Echo(1), ApiJson.Default.JobRequest);
        var submit = new SignedRequest(network.Url, network.ConsumerKeyFile) { Body = body };
        var (status, problem) = await submit.SendAsync();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "disk-full"), (status, problem!.Code));
        Assert.False((await network.Consumer.Jobs.GetAsync(job, CancellationToken.None)).Paused);
        using var http = new HttpClient();
        using var ready = await http.GetAsync(new Uri($"{network.Url}/health/ready"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains("disk is full", await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("Nothing is taken until there is room", network.Manager.Log, StringComparison.Ordinal);
        _table.Add(
            "a journal without room",
            $"changes get {(int)status} `{problem.Code}`; reads are served; health, log and figures say so");
    }

    private static async Task AuditAsync(TestNetwork network)
    {
        await network.Manager.StopAsync();
        var run = await ToolRun.HeliostatAsync("audit", network.Under("journal-disk", "journal.db"), "--json");
        using var report = JsonDocument.Parse(run.Succeeded().Output);
        Assert.Equal(0, report.RootElement.GetProperty("differences_total").GetInt64());
    }
}
