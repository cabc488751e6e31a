using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Heliostat.Node.Engines;

/// <summary>One call of the engine's API.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path below the API's version, with its query.</param>
internal sealed record EngineRequest(HttpMethod Method, string Path)
{
    /// <summary>The body, or null for none.</summary>
    public HttpContent? Body { get; init; }

    /// <summary>The login at a registry, as the engine wants it in its header, or null.</summary>
    public string? RegistryLogin { get; init; }

    /// <summary>How long the call may take; null for the time of a short answer.</summary>
    public int? SecondsMax { get; init; }

    /// <summary>The code where the engine answers that there is no such thing.</summary>
    public string CodeOfUnknown { get; init; } = EngineCodes.Failed;

    /// <summary>Says in an error what was wanted, such as "the image x".</summary>
    public string About { get; init; } = "the container engine";

    public static EngineRequest Get(string path) => new(HttpMethod.Get, path);

    public static EngineRequest Post(string path) => new(HttpMethod.Post, path);

    public static EngineRequest Delete(string path) => new(HttpMethod.Delete, path);

    /// <summary>A call with a JSON body.</summary>
    public static EngineRequest Post<T>(string path, T body, JsonTypeInfo<T> type)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type));
        content.Headers.ContentType = new("application/json");
        return Post(path) with { Body = content };
    }

    /// <summary>The <c>filters</c> of a list: what has all of these labels.</summary>
    public static string LabelFilter(IEnumerable<string> labels) =>
        Filter(new() { ["label"] = [.. labels] });

    /// <summary>The <c>filters</c> of a list or a stream, escaped for a query.</summary>
    public static string Filter(Dictionary<string, string[]> wanted) => Uri.EscapeDataString(
        JsonSerializer.Serialize(wanted, EngineJson.Default.DictionaryStringStringArray));
}
