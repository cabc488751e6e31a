using System.Text.Json;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;

namespace Heliostat.EndToEnd.Tests.Running;

/// <summary>The jobs that tests submit.</summary>
internal static class Requests
{
    public const long TimeoutMs = 600_000;

    public static JobRequest Echo(int count, string payload = """{"message":"hello"}""") =>
        Plugin("echo", count, payload);

    public static JobRequest Benchmark(int count, int limit) =>
        Plugin("cpu_benchmark", count, $$"""{"limit":{{limit}}}""");

    public static JobRequest Plugin(string type, int count, string payload) => new()
    {
        Task = JobKind.Batch,
        Title = $"{type} for a test",
        MaxTimeoutRunMs = TimeoutMs,
        Parameters = new JobParameters(
            "plugin",
            JsonSerializer.SerializeToElement(
                new PluginParameters
                {
                    JobType = type,
                    Count = count,
                    Payload = JsonSerializer.Deserialize<JsonElement>(payload),
                },
                ApiJson.Default.PluginParameters)),
    };
}
