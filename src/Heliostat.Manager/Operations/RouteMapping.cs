using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Heliostat.Manager.Operations;

/// <summary>Maps handlers that answer a result, also those that take nothing but the request.</summary>
internal static class RouteMapping
{
    // A handler that takes only the request would else be taken for one that writes its answer itself.
    public static RouteHandlerBuilder Get(this IEndpointRouteBuilder routes, string path, Delegate handler) =>
        routes.MapGet(path, handler);

    public static RouteHandlerBuilder Post(this IEndpointRouteBuilder routes, string path, Delegate handler) =>
        routes.MapPost(path, handler);

    public static RouteHandlerBuilder Put(this IEndpointRouteBuilder routes, string path, Delegate handler) =>
        routes.MapPut(path, handler);

    public static RouteHandlerBuilder Patch(this IEndpointRouteBuilder routes, string path, Delegate handler) =>
        routes.MapPatch(path, handler);

    public static RouteHandlerBuilder Delete(this IEndpointRouteBuilder routes, string path, Delegate handler) =>
        routes.MapDelete(path, handler);
}
