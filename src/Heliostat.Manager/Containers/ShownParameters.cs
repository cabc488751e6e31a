using System.Text.Json;
using System.Text.Json.Nodes;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;

namespace Heliostat.Manager.Containers;

/// <summary>A job's parameters as they may be shown: without passwords and the values of the environment.</summary>
internal static class ShownParameters
{
    private const string Secret = "secret";

    public static JobParameters Of(JobParameters submitted)
    {
        if (submitted.Type != JobTypes.Docker
            || JsonObject.Create(submitted.Parameters) is not { } shown)
        {
            return submitted;
        }

        Blank(shown, Secret);
        if (shown["env"] is JsonObject variables)
        {
            foreach (var name in variables.Select(pair => pair.Key).ToList())
            {
                variables[name] = null;
            }
        }

        foreach (var volume in (shown["volumes"] as JsonArray ?? []).OfType<JsonObject>())
        {
            Blank(volume, Secret);
        }

        return submitted with { Parameters = JsonElement.Parse(shown.ToJsonString()) };
    }

    private static void Blank(JsonObject json, string name)
    {
        if (json.ContainsKey(name))
        {
            json[name] = null;
        }
    }
}
