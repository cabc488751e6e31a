using Heliostat.Manager.Journal;
using Heliostat.Manager.Loop;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Heliostat.Manager.Operations;

/// <summary>
/// Gives every answer that says no its problem, those of the web server itself too, and turns a fault into one that
/// tells nothing of the inside.
/// </summary>
internal sealed class ProblemPages(RequestDelegate next, ILogger<ProblemPages> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException error) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = error.StatusCode;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (LoopUnavailableException error) when (!context.Response.HasStarted)
        {
            await Problems.From(error.Refusal).ExecuteAsync(context);
            return;
        }
        catch (JournalException error) when (error.IsFull && !context.Response.HasStarted)
        {
            OperationsLog.DiskFull(log, error.Message);
            await Problems.DiskFull.ExecuteAsync(context);
            return;
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            OperationsLog.RequestFailed(log, context.Request.Method, context.Request.Path, error);
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }

        if (IsBare(context.Response))
        {
            await Describe(context.Response.StatusCode).ExecuteAsync(context);
        }
    }

    private static bool IsBare(HttpResponse response) =>
        response is { HasStarted: false, StatusCode: >= StatusCodes.Status400BadRequest, ContentLength: null or 0 }
        && string.IsNullOrEmpty(response.ContentType);

    private static ProblemAnswer Describe(int status) => status switch
    {
        StatusCodes.Status404NotFound => new(
            status, "not-found", "There is nothing at this path; the paths are in /openapi/v1.json."),
        StatusCodes.Status405MethodNotAllowed => new(
            status, "method-not-allowed", "This path has no such method; the Allow header names those that it has."),
        StatusCodes.Status413PayloadTooLarge => new(
            status, "body-too-large", $"A request's body has at most {RequestBody.BytesMax} bytes."),
        StatusCodes.Status415UnsupportedMediaType => new(
            status, "media-type-unsupported", "Send the body as application/json."),
        StatusCodes.Status500InternalServerError => new(
            status, "internal-error", "The manager failed at this request; its log says how. Try again."),
        StatusCodes.Status503ServiceUnavailable => new(
            status, "not-ready", "The manager cannot serve this now; try again in a moment."),
        _ => new(status, $"http-{status}", "The request is not one that this manager understands."),
    };
}
