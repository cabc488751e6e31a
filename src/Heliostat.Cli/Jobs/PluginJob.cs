using System.Text;
using System.Text.Json;
using Heliostat.Cli.Running;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Cli.Jobs;

/// <summary>Makes the parameters of a plugin job from the command line.</summary>
internal static class PluginJob
{
    public static JobParameters Parameters(string plugin, int count, string? payload)
    {
        var parameters = new PluginParameters
        {
            JobType = plugin,
            Count = count,
            Payload = ReadPayload(payload ?? "{}"),
        };
        return new JobParameters(
            JobTypes.Plugin, JsonSerializer.SerializeToElement(parameters, ApiJson.Default.PluginParameters));
    }

    /// <summary>A payload as it is given on the command line: a JSON object, or @FILE with one.</summary>
    public static JsonElement ReadPayload(string payload)
    {
        try
        {
            var text = payload.StartsWith('@') ? File.ReadAllText(payload[1..]) : payload;
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && Encoding.UTF8.GetByteCount(text) <= PluginSettings.PayloadBytesMax
                ? document.RootElement.Clone()
                : throw Invalid("it is not an object of at most 64 KiB");
        }
        catch (JsonException cause)
        {
            throw Invalid(cause.Message);
        }
        catch (IOException cause)
        {
            throw Invalid(cause.Message);
        }
    }

    private static CliFailure Invalid(string why) => CliFailure.Usage(
        "payload-invalid", $"The payload cannot be used: {why}", "Give a JSON object, or @FILE with one.");
}
