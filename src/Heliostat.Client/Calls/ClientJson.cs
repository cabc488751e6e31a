using System.Text.Json;
using System.Text.Json.Serialization;
using Heliostat.Protocol.Api;

namespace Heliostat.Client.Calls;

/// <summary>The API's JSON as a client reads it: members that a newer manager added are passed over.</summary>
internal static class ClientJson
{
    public static readonly ApiJson Default = new(new JsonSerializerOptions(ApiJson.Default.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    });
}
