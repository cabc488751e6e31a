using Heliostat.Manager.Accounts;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Nodes;
using Heliostat.Storage;
using Heliostat.Storage.Urls;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Heliostat.Manager.Blobs;

/// <summary>
/// Says which blobs an account has still to upload, and where: <c>/v1/blobs</c>. It knows of no other account's blobs.
/// </summary>
internal sealed class UploadRoutes(IBlobStore store, BlobUrls urls, StorageDesk storage)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.Post("/v1/blobs", GrantAsync).For(AccessRule.ChangesJobs)
            .Describe("Blobs", "Ask where to upload blobs", "A signed PUT URL for each that is not here, else null.")
            .Takes<BlobsRequest>().Gives<BlobsAnswer>();

    private async Task<IResult> GrantAsync(HttpContext context)
    {
        var caller = Caller.Of(context);
        var type = ApiJson.Default.BlobsRequest;
        if (!StrictJson.TryRead(context.Request, caller.Body, type, out var asked, out var wrong))
        {
            return wrong;
        }

        if (WhyNot(asked) is { } invalid)
        {
            return invalid;
        }

        var grants = new List<TransferGrant>();
        foreach (var blob in asked.Blobs)
        {
            var key = new BlobKey(caller.Account, blob.Hash);
            grants.Add(await urls.GrantUploadAsync(store, key, blob.Bytes));
        }

        List<BlobName> missing = [.. grants.Where(grant => grant.Url is not null).Select(grant => grant.Blob)];
        if (missing.Count > 0
            && await storage.PromiseAsync(caller.Account, missing, context.RequestAborted) is { } over)
        {
            return over;
        }

        return Answer.Ok(new BlobsAnswer(grants), ApiJson.Default.BlobsAnswer);
    }

    private static ProblemAnswer? WhyNot(BlobsRequest asked)
    {
        if (asked.Blobs is null)
        {
            return StrictJson.Missing("blobs");
        }

        if (asked.Blobs.Count > BlobsRequest.BlobsMax)
        {
            return Problems.Unprocessable(
                "blobs-too-many", $"One request names at most {BlobsRequest.BlobsMax} blobs.", "blobs");
        }

        return asked.Blobs.Any(blob => blob is null || blob.Bytes is < 0 or > SignedUrl.BlobBytesMax)
            ? Problems.Unprocessable("bytes-invalid", $"A blob has 0 to {SignedUrl.BlobBytesMax} bytes.", "blobs")
            : null;
    }
}
