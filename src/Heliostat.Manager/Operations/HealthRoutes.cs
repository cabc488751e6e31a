using Heliostat.Manager.Loop;
using Heliostat.Manager.Views;
using Heliostat.Protocol.Values;
using Heliostat.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Heliostat.Manager.Operations;

/// <summary>Whether the manager lives (<c>/health</c>), and whether it can serve (<c>/health/ready</c>).</summary>
internal sealed class HealthRoutes(ManagerLoop loop, ViewStore views, IBlobStore store)
{
    private const int AskSecondsMax = 2;
    private const string Json = "application/json";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Get("/health", () => TypedResults.Text("""{"status":"ok"}""", Json)).ExcludeFromDescription();
        routes.Get("/health/ready", ReadyAsync).ExcludeFromDescription();
    }

    private async Task<IResult> ReadyAsync(HttpContext context)
    {
        var reason = await WhyNotAsync(context.RequestAborted);
        return reason is null
            ? TypedResults.Text("""{"status":"ready"}""", Json)
            : new ProblemAnswer(StatusCodes.Status503ServiceUnavailable, "not-ready", reason) { RetryAfterSeconds = 1 };
    }

    private async Task<string?> WhyNotAsync(CancellationToken cancellation)
    {
        if (loop.Faulted.IsCompleted)
        {
            return "The journal cannot be written; start the manager again.";
        }

        if (loop.IsHeld)
        {
            return "The disk is full: reads are served, and nothing is taken until there is room.";
        }

        try
        {
            await loop.AskAsync(static _ => true).WaitAsync(TimeSpan.FromSeconds(AskSecondsMax), cancellation);
            await store.SizeOf(new BlobKey(default, ContentHash.Of([])), cancellation);
        }
        catch (Exception error) when (error is TimeoutException or LoopUnavailableException)
        {
            return "The loop does not answer in time.";
        }
        catch (IOException)
        {
            return "The blob store cannot be read.";
        }

        return await views.WaitForAsync(loop.Head?.Sequence ?? 0, cancellation)
            ? null
            : "The views have not caught up with the journal.";
    }
}
