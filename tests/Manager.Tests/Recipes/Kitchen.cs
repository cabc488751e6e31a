using System.Net;
using System.Text.Json;
using Heliostat.Manager.Tests.Support;
using Heliostat.Protocol.Api;

namespace Heliostat.Manager.Tests.Recipes;

/// <summary>Makes recipes and cooks them, as a consumer.</summary>
internal static class Kitchen
{
    public const string Route = "/v1/job-recipes";

    /// <summary>A payload with placeholders in strings, and with some that are all of their string.</summary>
    public const string Payload =
        """
        {"title":"say {{word}}","max_timeout_run_ms":60000,"priority":"{{priority}}",
        "parameters":{"type":"plugin","parameters":{"job_type":"echo","payload":
        {"say":"{{word}}, {{word}}!","loud":"{{loud}}","many":"{{lines}}",
        "env":{"N":"{{priority}}"},"kept":"{{ no key }}"}}}}
        """;

    public const string Schema =
        """
        [{"key":"word","type":"string","required":true},{"key":"priority","type":"number","default_value":7},
        {"key":"loud","type":"boolean"},{"key":"lines","type":"text"},
        {"key":"size","type":"select","options":[{"label":"S","value":"s"},{"label":"M","value":"m"}]}]
        """;

    public static byte[] Body(
        string name = "echo", string payload = Payload, string schema = Schema, string visibility = "PRIVATE") =>
        ApiClient.Bytes(
            $$"""
            {"name":"{{name}}","visibility":"{{visibility}}","payload":{{payload}},"input_schema":{{schema}},
            "description":"says a word","quickstart_md":"# Say","thumbnail_url":"https://pictures.example/1.png"}
            """);

    public static async Task<RecipeResource> MakeRecipeAsync(this ApiClient client, byte[]? body = null)
    {
        using var answer = await client.SendAsync("POST", Route, body ?? Body());
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await ApiClient.ReadAsync(answer, ApiJson.Default.RecipeResource);
    }

    public static async Task<RecipeResource> EditRecipeAsync(this ApiClient client, Guid recipe, string json)
    {
        using var answer = await client.SendAsync("PUT", $"{Route}/{recipe}", ApiClient.Bytes(json));
        return await ApiClient.ReadAsync(answer, ApiJson.Default.RecipeResource);
    }

    public static async Task<JobResource> CookAsync(
        this ApiClient client, Guid recipe, string json, string? once = null)
    {
        using var answer = await client.SendAsync("POST", $"{Route}/{recipe}/cook", ApiClient.Bytes(json), once);
        return await ApiClient.ReadAsync(answer, ApiJson.Default.JobResource);
    }

    /// <summary>What an echo job is to say.</summary>
    public static JsonElement SaidBy(JobResource job) => job.Parameters.Parameters.GetProperty("payload");
}
