using System.Globalization;
using Heliostat.Protocol.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Heliostat.Manager.Operations;

/// <summary>A refusal as the API says it: an RFC 9457 problem with a stable code and a sentence.</summary>
internal sealed record ProblemAnswer(int Status, string Code, string Sentence) : IResult
{
    /// <summary>The media type of problems.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>The field that was wrong, in snake_case; null where it was not one field.</summary>
    public string? Field { get; init; }

    /// <summary>Seconds after which it may be tried again; null where trying again is no use.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        if (RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        var title = ReasonPhrases.GetReasonPhrase(Status);
        var problem = new Problem("about:blank", title, Status, Sentence, Code, new ProblemError(Code, Sentence))
        {
            Field = Field,
        };
        return response.WriteAsJsonAsync(problem, ApiJson.Default.Problem, MediaType, httpContext.RequestAborted);
    }
}
