using Heliostat.Manager.Accounts;
using Heliostat.Manager.Loop;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Heliostat.Manager.Offers;

/// <summary>What could run a container now: <c>/v1/compute/offers</c>.</summary>
internal sealed class OfferRoutes(ManagerLoop loop)
{
    private static readonly string[] Sorts = ["gpu_count", "nodes"];

    public void Map(IEndpointRouteBuilder routes) =>
        routes.Get("/v1/compute/offers", ListAsync).For(AccessRule.ReadsJobs)
            .Describe(
                "Offers",
                "List what is free",
                "Nodes that run containers and have nothing to do, by region and hardware. pricing is null while the "
                + "network has no prices.")
            .TakesQuery([.. OfferQuery.Names]).Gives<ListPage<OfferResource>>();

    private async Task<IResult> ListAsync(HttpContext context)
    {
        if (!PageQuery.TryRead(context.Request, out var page, out var wrong)
            || !OfferQuery.TryRead(context.Request, out var query, out wrong)
            || !ListFilters.TryReadSort(context.Request, "-nodes", Sorts, out var sort, out wrong))
        {
            return wrong;
        }

        if (page.Limit > OfferQuery.LimitMax)
        {
            return Problems.Unreadable(
                "limit-invalid", $"limit is a whole number from 1 to {OfferQuery.LimitMax}.", "limit");
        }

        var idle = await loop.AskAsync(IdleNode.Gather);
        var found = OfferBoard.Of(idle)
            .Where(query.Fits)
            .OrderBy(offer => sort.Field == Sorts[0] ? offer.HardwareSummary.GpuCount : offer.Availability.Nodes)
            .ThenBy(offer => offer.OfferId);
        return Answer.Ok(page.Of(found, sort.Descending), ApiJson.Default.ListPageOfferResource);
    }
}
