using Heliostat.Protocol.Api;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Tests.Support;

/// <summary>Frames that a worker renders and a verifier agrees with, so that they can be claimed.</summary>
internal static class AcceptedFrames
{
    /// <summary>Submits a job of some frames and has it completed.</summary>
    public static async Task<JobResource> RenderAsync(
        ApiClient consumer, string frames, LiveNode worker, LiveNode verifier)
    {
        await worker.JoinAsync();
        var job = await consumer.SubmitAsync(await Scenes.JobAsync(consumer, frames));
        var list = new byte[4 * ContentHash.Size];
        await consumer.UploadAsync(list);
        for (var unit = 0; unit < job.Units.Total; unit++)
        {
            var run = (await worker.HearAsync<JobDispatch>()).Run;
            var file = new BlobName(await consumer.UploadAsync([(byte)unit]), 1);
            Assert.Null((await worker.ReportAsync(
                new JobResult(run, unit, 10, ContentHash.Of(list), file, null, null))).Refused);
            if (unit == 0)
            {
                await verifier.JoinAsync();
            }

            var check = (await verifier.HearAsync<CheckDispatch>()).Check;
            await verifier.ReportAsync(new CheckResult(check, [], ContentHash.Of(list), 10));
            await verifier.ReportAsync(new FileResult(check, true, "equal", null, []));
        }

        var path = $"/v1/jobs/{job.Uuid}";
        await Waits.UntilAsync(async () =>
            (await consumer.GetAsync(path, ApiJson.Default.JobResource)).Status == "COMPLETED");
        return await consumer.GetAsync(path, ApiJson.Default.JobResource);
    }
}
