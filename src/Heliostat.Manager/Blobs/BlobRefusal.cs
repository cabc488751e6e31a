using Heliostat.Protocol.Api;
using Heliostat.Storage;
using Heliostat.Storage.Transfer;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Heliostat.Manager.Blobs;

/// <summary>A blob request that is refused: a problem, and its code as a header for HEAD, which has no body.</summary>
internal sealed class BlobRefusal(int status, string code, string sentence) : IResult
{
    public static BlobRefusal UrlInvalid { get; } = new(
        StatusCodes.Status403Forbidden, "url-invalid", "The signed URL is not one of ours or was altered.");

    public static BlobRefusal UrlExpired { get; } = new(
        StatusCodes.Status403Forbidden, "url-expired", "The signed URL has expired. Ask for a fresh one.");

    public static BlobRefusal Missing { get; } = new(
        StatusCodes.Status404NotFound, "blob-missing", "There is no such blob.");

    public static BlobRefusal WrongLength { get; } = new(
        StatusCodes.Status400BadRequest,
        "wrong-length",
        "Content-Length must say exactly how many bytes are still to come of the length that the URL names.");

    public static BlobRefusal WrongRange { get; } = new(
        StatusCodes.Status416RangeNotSatisfiable,
        "wrong-range",
        "Content-Range must run to the last byte of the length that the URL names.");

    public static BlobRefusal Of(BlobPut put) => new(
        put.State switch
        {
            BlobPutState.Stored => StatusCodes.Status200OK,
            BlobPutState.Incomplete => StatusCodes.Status400BadRequest,
            BlobPutState.WrongOffset or BlobPutState.Busy => StatusCodes.Status409Conflict,
            BlobPutState.WrongHash => StatusCodes.Status422UnprocessableEntity,
            BlobPutState.WrongLength => StatusCodes.Status400BadRequest,
            BlobPutState.StorageFull => StatusCodes.Status507InsufficientStorage,
        },
        put.Code,
        put.Sentence);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        httpContext.Response.Headers[BlobHeaders.Refusal] = code;
        if (HttpMethods.IsHead(httpContext.Request.Method))
        {
            return;
        }

        var title = ReasonPhrases.GetReasonPhrase(status);
        var problem = new Problem("about:blank", title, status, sentence, code, new ProblemError(code, sentence));
        await httpContext.Response.WriteAsJsonAsync(
            problem, ApiJson.Default.Problem, "application/problem+json", httpContext.RequestAborted);
    }
}
