using Heliostat.Protocol.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Heliostat.Manager.Operations;

/// <summary>Says in the OpenAPI text what a route is for, what it takes and what it gives.</summary>
internal static class Descriptions
{
    private const string Json = "application/json";

    public static RouteHandlerBuilder Describe(
        this RouteHandlerBuilder route, string tag, string summary, string description) =>
        route.WithTags(tag).WithSummary(summary).WithDescription(description)
            .Produces<Problem>(StatusCodes.Status400BadRequest, ProblemAnswer.MediaType)
            .Produces<Problem>(StatusCodes.Status401Unauthorized, ProblemAnswer.MediaType)
            .Produces<Problem>(StatusCodes.Status404NotFound, ProblemAnswer.MediaType)
            .Produces<Problem>(StatusCodes.Status422UnprocessableEntity, ProblemAnswer.MediaType);

    // Says it in the text only: the routes check the media type themselves, after the signature.
    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder route) =>
        route.WithMetadata(new BodyType(typeof(T)));

    public static RouteHandlerBuilder TakesQuery(this RouteHandlerBuilder route, params string[] names) =>
        route.WithMetadata(new QueryNames(names));

    public static RouteHandlerBuilder TakesPath(this RouteHandlerBuilder route, params string[] names) =>
        route.WithMetadata(new PathNames(names));

    public static RouteHandlerBuilder Gives<T>(
        this RouteHandlerBuilder route, int status = StatusCodes.Status200OK, string mediaType = Json) =>
        route.Produces<T>(status, mediaType);

    /// <summary>The type of a body.</summary>
    internal sealed record BodyType(Type Type);

    /// <summary>The names of query parameters.</summary>
    internal sealed record QueryNames(IReadOnlyList<string> Names);

    /// <summary>The names of path parameters that the handler reads by itself.</summary>
    internal sealed record PathNames(IReadOnlyList<string> Names);
}
