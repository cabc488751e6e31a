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
    private const int JournalDiskMegabytes = 24;
    private const int ChangesMax = 20_000;
    private const int LookMilliseconds = 50;
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
        var (isPaused, pending) = await FillAsync(network, disk, job.Uuid);
        await AssertHeldAsync(network, job.Uuid, isPaused);
        Assert.False(pending.IsCompleted, "A change was answered without room for it.");
        disk.Free();
        Assert.Equal(HttpStatusCode.OK, (await pending).Status);
        Assert.Equal(!isPaused, (await network.Consumer.Jobs.GetAsync(job.Uuid, CancellationToken.None)).Paused);
        _table.Add("room on the disk again", "the manager goes on by itself, and answers what waited");

        (isPaused, pending) = await FillAsync(network, disk, job.Uuid);
        await network.Manager.KillAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => pending);
        disk.Free();
        await network.RestartManagerAsync();
        Assert.Equal(isPaused, (await network.Consumer.Jobs.GetAsync(job.Uuid, CancellationToken.None)).Paused);
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

    /// <summary>
    /// Fills the journal's disk and changes the job until the manager says that there is no room. Answers what was
    /// acknowledged last, and the change that was not.
    /// </summary>
    private static async Task<(bool IsPaused, Task<(HttpStatusCode Status, Problem? Problem)> Pending)> FillAsync(
        TestNetwork network, SmallDisk disk, Guid job)
    {
        var isPaused = (await network.Consumer.Jobs.GetAsync(job, CancellationToken.None)).Paused;
        disk.Fill(0);
        for (var change = 0; change < ChangesMax; change++)
        {
            var asked = new SignedRequest(network.Url, network.ConsumerKeyFile)
            {
                Method = HttpMethod.Put,
                Path = $"/v1/jobs/{job}/{(isPaused ? "resume" : "pause")}",
            }.SendAsync();
            while (!asked.IsCompleted)
            {
                await Task.WhenAny(asked, Task.Delay(LookMilliseconds));
                if (!asked.IsCompleted && await IsFullAsync(network))
                {
                    return (isPaused, asked);
                }
            }

            Assert.Equal(HttpStatusCode.OK, (await asked).Status);
            isPaused = !isPaused;
        }

        throw new InvalidOperationException($"The disk was not full after {ChangesMax} changes.\n{network.Logs()}");
    }

    private static async Task<bool> IsFullAsync(TestNetwork network)
    {
        using var http = new HttpClient();
        var figures = await http.GetStringAsync(new Uri($"{network.Url}/metrics"));
        return figures.Contains("\nheliostat_disk_full 1\n", StringComparison.Ordinal);
    }

    private async Task AssertHeldAsync(TestNetwork network, Guid job, bool isPaused)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(Requests.Echo(1), ApiJson.Default.JobRequest);
        var submit = new SignedRequest(network.Url, network.ConsumerKeyFile) { Body = body };
        var (status, problem) = await submit.SendAsync();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "disk-full"), (status, problem!.Code));
        Assert.Equal(isPaused, (await network.Consumer.Jobs.GetAsync(job, CancellationToken.None)).Paused);
        using var http = new HttpClient();
        using var ready = await http.GetAsync(new Uri($"{network.Url}/health/ready"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains("disk is full", await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("Nothing is acknowledged until there is room", network.Manager.Log, StringComparison.Ordinal);
        _table.Add(
            "a journal without room",
            $"changes get {(int)status} `{problem.Code}` or wait; reads are served; health, log and figures say so");
    }

    private static async Task AuditAsync(TestNetwork network)
    {
        await network.Manager.StopAsync();
        var run = await ToolRun.HeliostatAsync("audit", network.Under("journal-disk", "journal.db"), "--json");
        using var report = JsonDocument.Parse(run.Succeeded().Output);
        Assert.Equal(0, report.RootElement.GetProperty("differences_total").GetInt64());
    }
}
