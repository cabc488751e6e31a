using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Heliostat.Manager.Operations;

/// <summary>Counts requests by method, route and status.</summary>
internal sealed class HttpFigures
{
    private readonly ConcurrentDictionary<(string Method, string Route, int Status), long> _requests = new();

    /// <summary>The counts so far.</summary>
    public IEnumerable<KeyValuePair<(string Method, string Route, int Status), long>> Requests => _requests;

    public async Task CountAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        finally
        {
            // The route, not the path: ids would make a line for each job.
            var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "none";
            var method = context.GetEndpoint() is null ? "ANY" : context.Request.Method;
            _requests.AddOrUpdate((method, route, context.Response.StatusCode), 1, static (_, count) => count + 1);
        }
    }
}
