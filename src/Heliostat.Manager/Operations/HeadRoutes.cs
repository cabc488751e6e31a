using Heliostat.Manager.Loop;
using Heliostat.Protocol.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Heliostat.Manager.Operations;

/// <summary>The newest signed head, for anyone: <c>/v1/heads/latest</c>.</summary>
internal sealed class HeadRoutes(ManagerLoop loop)
{
    public void Map(IEndpointRouteBuilder routes) => routes.Get("/v1/heads/latest", Show)
        .Describe("Heads", "The newest signed head", "Keep it: it shows a journal that was cut or rewritten behind it.")
        .Gives<HeadAnswer>();

    private IResult Show() => Answer.Ok(new HeadAnswer(loop.Head?.ToString() ?? ""), ApiJson.Default.HeadAnswer);
}
