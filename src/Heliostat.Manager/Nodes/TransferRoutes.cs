using Heliostat.Manager.Accounts;
using Heliostat.Manager.Loop;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Heliostat.Manager.Nodes;

/// <summary>
/// Gives a node signed URLs for the blobs of what it works at: the scene's files, the places for its results, and, once
/// a verifier has said what it found, what the worker delivered.
/// </summary>
internal sealed class TransferRoutes(ManagerLoop loop, TransferDesk desk, NodeTokens tokens, FailureLimit failures)
{
    private static readonly ProblemAnswer LeaseLost = new(
        StatusCodes.Status409Conflict,
        RefusalCodes.LeaseLost,
        "This node does not work at that run, nor at a check of it, any more; stop it.");

    private static readonly ProblemAnswer BlobForeign = new(
        StatusCodes.Status403Forbidden,
        "blob-forbidden",
        "This node may not fetch one of these blobs: it is no input of the run, or not yet to be seen.");

    public void Map(IEndpointRouteBuilder routes) =>
        routes.Post("/api/v1/nodes/{id:guid}/transfers", GrantAsync).ExcludeFromDescription();

    private async Task<IResult> GrantAsync(HttpContext context, Guid id)
    {
        var node = new NodeId(id);
        if (failures.IsOver(context.Connection.RemoteIpAddress))
        {
            return Problems.TooManyFailures;
        }

        if (tokens.Admit(NodeTokens.Of(context.Request), node) is null)
        {
            failures.Add(context.Connection.RemoteIpAddress);
            return Problems.TokenInvalid;
        }

        var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted) ?? [];
        if (!StrictJson.TryRead(context.Request, body, WireJson.Default.TransferRequest, out var asked, out var wrong)
            || !TryCheck(asked, out wrong))
        {
            return wrong;
        }

        var rights = await loop.AskAsync(network => TransferRights.Of(network, node, asked.Run, asked.Units));
        if (!rights.MayUpload || desk.Jobs.Find(asked.Run.Job) is not { } job)
        {
            return LeaseLost;
        }

        var grants = new List<TransferGrant>();
        foreach (var hash in asked.Downloads)
        {
            if (await desk.GrantDownloadAsync(job, rights, hash, context.RequestAborted) is not { } grant)
            {
                return BlobForeign;
            }

            grants.Add(grant);
        }

        foreach (var part in rights.Parts)
        {
            if (part is null || await desk.GrantPartAsync(job, part, context.RequestAborted) is not { } grant)
            {
                return BlobForeign;
            }

            grants.Add(grant);
        }

        foreach (var blob in asked.Uploads)
        {
            grants.Add(await desk.GrantUploadAsync(job, blob));
        }

        return Answer.Ok(new TransferGrants(job.Account, grants), WireJson.Default.TransferGrants);
    }

    private static bool TryCheck(TransferRequest asked, out ProblemAnswer wrong)
    {
        wrong = null!;
        if (asked.Downloads is null || asked.Uploads is null)
        {
            wrong = StrictJson.Missing(asked.Downloads is null ? "downloads" : "uploads");
            return false;
        }

        if (asked.Downloads.Count + asked.Uploads.Count + (asked.Units?.Count ?? 0) > TransferRequest.UrlsMax)
        {
            wrong = Problems.Unprocessable(
                "urls-too-many", $"One request asks for at most {TransferRequest.UrlsMax} URLs.");
            return false;
        }

        if (asked.Uploads.Any(blob => blob is null || blob.Bytes is < 0 or > TransferDesk.UploadBytesMax))
        {
            wrong = Problems.Unprocessable(
                "bytes-invalid", $"A blob of a result has 0 to {TransferDesk.UploadBytesMax} bytes.", "uploads");
            return false;
        }

        return true;
    }
}
