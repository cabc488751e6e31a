using System.Security.Cryptography;
using System.Text.Json;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Signing;
using Heliostat.Protocol.Values;
using Heliostat.Protocol.Verification;
using Microsoft.AspNetCore.Http;

namespace Heliostat.Manager.Jobs;

/// <summary>
/// Turns the body of <c>POST /v1/jobs</c> into a job: fields that are left out take the defaults of their type, and
/// the first field that is wrong is named. What the rules judge, such as limits, is left to them.
/// </summary>
internal static class JobReading
{
    private const string Place = "parameters.parameters.";
    private const int PriorityDefault = 50;
    private const int SaltBytes = 16;
    private const int FrameRateThousandthsDefault = 24_000;

    public static bool TryRead(HttpRequest request, byte[] body, out AskedJob job, out ProblemAnswer problem)
    {
        job = null!;
        if (!StrictJson.TryRead(request, body, ApiJson.Default.JobRequest, out var asked, out problem))
        {
            return false;
        }

        problem = Check(asked)!;
        if (problem is not null)
        {
            return false;
        }

        BlenderSettings? blender = null;
        PluginSettings? plugin = null;
        var isRead = asked.Parameters!.Type == JobTypes.Blender
            ? TryReadBlender(asked.Parameters.Parameters, out blender, out problem)
            : TryReadPlugin(asked.Parameters.Parameters, out plugin, out problem);
        if (!isRead)
        {
            return false;
        }

        var salt = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SaltBytes));
        var spec = new JobSpec(JobKind.Batch, NeedsOf(asked), LimitsOf(asked), blender, plugin, default)
        {
            DependsOn = asked.DependsOn is { Count: > 0 } jobs ? [.. jobs.Select(job => new JobId(job))] : null,
        };
        job = new AskedJob(spec, new JobParticulars(salt, asked.Title, asked.Description, asked.Parameters));
        return true;
    }

    private static JobNeeds NeedsOf(JobRequest asked) => new(
        asked.CpuCount ?? 0, asked.GpuCount ?? 0, asked.MinRamGb ?? 0, asked.MinStorageGb ?? 0);

    private static JobLimits LimitsOf(JobRequest asked) => new(
        asked.MaxNodeCount, asked.MaxRetryCount ?? 0, asked.MaxTimeoutRunMs!.Value, asked.Priority ?? PriorityDefault);

    private static ProblemAnswer? Check(JobRequest asked)
    {
        if (asked.Parameters is not { Type: { } type })
        {
            return StrictJson.Missing(asked.Parameters is null ? "parameters" : "parameters.type");
        }

        if (type is not (JobTypes.Blender or JobTypes.Plugin))
        {
            return Problems.Unprocessable(
                "type-unsupported",
                "A job is of type blender or plugin; other types are not offered yet.",
                "parameters.type");
        }

        if (asked.Task == JobKind.Persistent)
        {
            return Problems.Unprocessable(
                "task-unsupported", "PERSISTENT jobs run containers; jobs of this type are BATCH.", "task");
        }

        return asked.MaxTimeoutRunMs is null ? StrictJson.Missing("max_timeout_run_ms") : CheckWords(asked);
    }

    private static ProblemAnswer? CheckWords(JobRequest asked)
    {
        if (asked.Title is { Length: 0 or > JobRequest.TitleLengthMax })
        {
            return Problems.Unprocessable(
                "title-invalid", $"A title has 1 to {JobRequest.TitleLengthMax} characters.", "title");
        }

        return asked.Description is { Length: > JobRequest.DescriptionLengthMax }
            ? Problems.Unprocessable(
                "description-invalid",
                $"A description has at most {JobRequest.DescriptionLengthMax} characters.",
                "description")
            : null;
    }

    private static bool TryReadBlender(JsonElement json, out BlenderSettings? settings, out ProblemAnswer problem)
    {
        settings = null;
        if (!StrictJson.TryRead(json, Place, ApiJson.Default.BlenderParameters, out var asked, out problem))
        {
            return false;
        }

        if (asked.Frames is null)
        {
            problem = StrictJson.Missing(Place + "frames");
            return false;
        }

        RegionCut? cut = null;
        if (asked.Tiles is not null && !RegionCut.TryParse(asked.Tiles, out cut))
        {
            problem = Problems.Unprocessable(
                "tiles-invalid",
                $"Tiles are columns and rows such as 4x3, each 1 to {RegionCut.PerSideMax}.",
                Place + "tiles");
            return false;
        }

        settings = new BlenderSettings(
            asked.Manifest,
            asked.Frames,
            asked.Chunk ?? 0,
            asked.Format ?? ImageFormat.Png,
            asked.Width,
            asked.Height,
            asked.Samples,
            asked.Denoise ?? false,
            asked.OneTask ?? false)
        {
            Tiles = cut,
            Video = asked.Encode is { } format
                ? new VideoSettings(format, asked.FrameRateThousandths ?? FrameRateThousandthsDefault)
                : null,
        };
        return true;
    }

    private static bool TryReadPlugin(JsonElement json, out PluginSettings? settings, out ProblemAnswer problem)
    {
        settings = null;
        if (!StrictJson.TryRead(json, Place, ApiJson.Default.PluginParameters, out var asked, out problem))
        {
            return false;
        }

        var payload = asked.Payload ?? JobParticulars.NoPayload;
        if (payload.ValueKind != JsonValueKind.Object)
        {
            problem = StrictJson.WrongType(Place + "payload");
            return false;
        }

        if (!CanonicalJson.TryWrite(payload, CanonicalForm.Plain, out var canonical, out var fault))
        {
            problem = Problems.Unreadable(fault.ToCode(), fault.ToSentence(), Place + "payload");
            return false;
        }

        if (canonical.Length > PluginSettings.PayloadBytesMax)
        {
            problem = Problems.Unprocessable(
                "payload-too-large",
                $"A payload has at most {PluginSettings.PayloadBytesMax} bytes; pass on more as a blob.",
                Place + "payload");
            return false;
        }

        settings = new PluginSettings(asked.JobType, asked.Count ?? 1, ContentHash.Of(canonical));
        return true;
    }
}
