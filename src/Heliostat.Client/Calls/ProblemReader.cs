using System.Net;
using System.Text.Json;
using Heliostat.Protocol.Api;

namespace Heliostat.Client.Calls;

/// <summary>Turns an answer that says no into an exception with the manager's own code and sentence.</summary>
internal static class ProblemReader
{
    private const int BodyBytesMax = 256 * 1024;

    public static async Task<HeliostatException> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var status = (int)response.StatusCode;
        var problem = await TryReadAsync(response, cancellation);
        return new HeliostatException(
            problem?.Code ?? $"http-{status}",
            problem is null ? $"The manager answered {status} {response.ReasonPhrase}." : SentenceOf(problem),
            WhatToDo(response.StatusCode, problem))
        {
            Status = status,
            Field = problem?.Field,
        };
    }

    private static string SentenceOf(Problem problem) =>
        string.IsNullOrWhiteSpace(problem.Detail) ? problem.Title : problem.Detail;

    private static async Task<Problem?> TryReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(BodyBytesMax, cancellation);
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellation);
            return JsonSerializer.Deserialize(bytes, ClientJson.Default.Problem);
        }
        catch (Exception cause) when (cause is JsonException or HttpRequestException)
        {
            // A proxy between us and the manager answers in its own words; the status then has to do.
            return null;
        }
    }

    private static string WhatToDo(HttpStatusCode status, Problem? problem) => status switch
    {
        HttpStatusCode.Unauthorized =>
            "Check the key file (--key-file, HELIOSTAT_KEY_FILE) and this machine's clock.",
        HttpStatusCode.Forbidden => "Use a key whose preset allows this.",
        HttpStatusCode.NotFound when problem is null => "Check the id, and that the URL is a Heliostat manager's.",
        HttpStatusCode.TooManyRequests when problem?.Code == ProblemCodes.TooManyRequests =>
            "Wait a little and try again.",
        >= HttpStatusCode.InternalServerError =>
            "Try again; if it stays so, ask the manager's operator to read its log.",
        _ => "",
    };
}
