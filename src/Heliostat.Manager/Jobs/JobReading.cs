using System.Security.Cryptography;
using System.Text.Json;
using Heliostat.Manager.Containers;
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
        ContainerSettings? container = null;
        var salt = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SaltBytes));
        var isRead = asked.Parameters!.Type switch
        {
            JobTypes.Blender => TryReadBlender(asked.Parameters.Parameters, out blender, out problem),
            JobTypes.Docker => ContainerReading.TryRead(asked, salt, out container, out problem),
            _ => TryReadPlugin(asked.Parameters.Parameters, out plugin, out problem),
        };
        if (!isRead || !NeedsReading.TryRead(asked, out var needs, out problem))
        {
            return false;
        }

        var spec = new JobSpec(asked.Task ?? JobKind.Batch, needs, LimitsOf(asked), blender, plugin, default)
        {
            Container = container,
            DependsOn = asked.DependsOn is { Count: > 0 } jobs ? [.. jobs.Select(job => new JobId(job))] : null,
        };
        job = new AskedJob(spec, new JobParticulars(salt, asked.Title, asked.Description, asked.Parameters));
        return true;
    }

    private static JobLimits LimitsOf(JobRequest asked)
    {
        var isContainer = asked.Parameters!.Type == JobTypes.Docker;
        return new JobLimits(
            asked.MaxNodeCount ?? (isContainer ? 1 : null),
            asked.MaxRetryCount ?? 0,
            asked.MaxTimeoutRunMs ?? 0,
            asked.Priority ?? PriorityDefault)
        {
            MaxTimeoutAssignMs = asked.MaxTimeoutAssignMs ?? (isContainer ? JobLimits.ContainerTimeoutMsDefault : null),
            MaxTimeoutStartMs = asked.MaxTimeoutStartMs ?? (isContainer ? JobLimits.ContainerTimeoutMsDefault : null),
        };
    }

    private static ProblemAnswer? Check(JobRequest asked)
    {
        if (asked.Parameters is not { Type: { } type })
        {
            return StrictJson.Missing(asked.Parameters is null ? "parameters" : "parameters.type");
        }

        if (type is not (JobTypes.Blender or JobTypes.Docker or JobTypes.Plugin))
        {
            return Problems.Unprocessable(
                "type-unsupported",
                "A job is of type blender, docker or plugin; other types are not offered yet.",
                "parameters.type");
        }

        if (type != JobTypes.Docker && asked.MaxTimeoutStartMs is not null)
        {
            return Problems.Unprocessable(
                "max-timeout-start-ms-unsupported",
                "max_timeout_start_ms is for docker jobs; runs of other types wait in their node's queue.",
                "max_timeout_start_ms");
        }

        if (asked.Task == JobKind.Persistent)
        {
            return type == JobTypes.Docker ? CheckPersistent(asked) : Problems.Unprocessable(
                "task-unsupported", "PERSISTENT jobs run containers; jobs of this type are BATCH.", "task");
        }

        return asked.MaxTimeoutRunMs is null ? StrictJson.Missing("max_timeout_run_ms") : CheckWords(asked);
    }

    private static ProblemAnswer? CheckPersistent(JobRequest asked) => asked.MaxTimeoutRunMs is null
        ? CheckWords(asked)
        : Problems.Unreadable(
            "max-timeout-run-ms-invalid",
            "A PERSISTENT job runs until it is stopped: max_timeout_run_ms is null or left out.",
            "max_timeout_run_ms");

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
