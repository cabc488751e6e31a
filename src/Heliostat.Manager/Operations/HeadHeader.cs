using Heliostat.Manager.Loop;
using Heliostat.Protocol.Signing;
using Microsoft.AspNetCore.Http;

namespace Heliostat.Manager.Operations;

/// <summary>Puts the newest signed head on every answer, so that two journals cannot be shown to two parties.</summary>
internal sealed class HeadHeader(RequestDelegate next, ManagerLoop loop)
{
    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(() =>
        {
            context.Response.Headers[SignedHead.Header] = loop.Head?.ToString();
            return Task.CompletedTask;
        });
        return next(context);
    }
}
