using System.Text.Json;
using System.Text.Json.Serialization;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Jobs;

/// <summary>
/// What of a job stays out of the journal: names and payload, salted so that their hash tells nothing.
/// </summary>
/// <param name="Salt">32 random hexadecimal digits.</param>
/// <param name="Title">What people see.</param>
/// <param name="Description">More of it.</param>
/// <param name="Parameters">The parameters as submitted.</param>
internal sealed record JobParticulars(string Salt, string? Title, string? Description, JobParameters Parameters)
{
    /// <summary>The payload of a plugin job; null for other jobs.</summary>
    [JsonIgnore]
    public JsonElement? Payload =>
        Parameters.Type == JobTypes.Plugin
            ? Parameters.Parameters.TryGetProperty("payload", out var payload) ? payload : NoPayload
            : null;

    /// <summary>What a plugin is given when the job has no payload: an empty object.</summary>
    public static JsonElement NoPayload { get; } = JsonElement.Parse("{}");

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, ParticularsJson.Default.JobParticulars);

    public static JobParticulars Read(byte[] bytes) =>
        JsonSerializer.Deserialize(bytes, ParticularsJson.Default.JobParticulars)!;

    /// <summary>The name under which the vault keeps them, which the job's spec holds.</summary>
    public static ContentHash NameOf(byte[] bytes) => ContentHash.Of(bytes);
}

/// <summary>How particulars are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(JobParticulars))]
internal sealed partial class ParticularsJson : JsonSerializerContext;
