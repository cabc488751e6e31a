using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Heliostat.Manager.Operations;

/// <summary>Answers that say yes.</summary>
internal static class Answer
{
    public static IResult Ok<T>(T value, JsonTypeInfo<T> type) =>
        TypedResults.Json(value, type, statusCode: StatusCodes.Status200OK);

    public static IResult Created<T>(T value, JsonTypeInfo<T> type) =>
        TypedResults.Json(value, type, statusCode: StatusCodes.Status201Created);
}
