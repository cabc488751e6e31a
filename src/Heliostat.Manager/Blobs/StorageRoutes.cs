using Heliostat.Manager.Accounts;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Heliostat.Manager.Blobs;

/// <summary>The blob store, for the network owner: <c>/v1/storage</c>.</summary>
internal sealed class StorageRoutes(BlobSweeper sweeper)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.Post("/v1/storage/sweep", SweepAsync).For(AccessRule.Accounts)
            .Describe("Blobs", "Let unused blobs go", "At once instead of at the next sweep; dry_run only counts.")
            .Takes<SweepRequest>().Gives<SweepAnswer>();

    private async Task<IResult> SweepAsync(HttpContext context)
    {
        var (body, isDry) = (Caller.Of(context).Body, false);
        if (body.Length > 0)
        {
            if (!StrictJson.TryRead(context.Request, body, ApiJson.Default.SweepRequest, out var asked, out var wrong))
            {
                return wrong;
            }

            isDry = asked.DryRun;
        }

        return await sweeper.SweepAsync(isDry, context.RequestAborted) is { } answer
            ? Answer.Ok(answer, ApiJson.Default.SweepAnswer)
            : Problems.ViewsBehind;
    }
}
