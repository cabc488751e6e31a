using System.Globalization;
using System.Text.Json;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Jobs;
using Heliostat.Manager.Operations;
using Heliostat.Manager.Views;
using Heliostat.Protocol.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Heliostat.Manager.Logs;

/// <summary>What a run printed: <c>/v1/job-runs/{uuid}/logs</c>.</summary>
internal sealed class LogRoutes(JobReads jobs, RunLogs logs)
{
    private const string Offset = "offset";
    private const string Tail = "tail";
    private const string PlainText = "text/plain; charset=utf-8";

    public void Map(IEndpointRouteBuilder routes) =>
        routes.Get("/v1/job-runs/{uuid:guid}/logs", ReadAsync).For(AccessRule.ReadsJobs)
            .Describe(
                "Job runs",
                "Read what a run printed",
                "As text, from byte offset on, or the last bytes (tail), or by Range. Asked for as text/event-stream "
                + "it is followed until the run ends; ids are bytes, and Last-Event-ID goes on where one broke.")
            .TakesQuery(Offset, Tail)
            .Gives<string>(mediaType: "text/plain");

    private async Task<IResult> ReadAsync(HttpContext context, Guid uuid)
    {
        if (!TryReadBytes(context.Request, Offset, out var offset, out var wrong)
            || !TryReadBytes(context.Request, Tail, out var tail, out wrong))
        {
            return wrong;
        }

        if (!await jobs.Reads.CatchUpAsync(context.RequestAborted))
        {
            return Problems.ViewsBehind;
        }

        if (jobs.Reads.Views.FindRun(uuid) is not { } run
            || jobs.Reads.FindJob(run.Id.Job.Value, Caller.Of(context)) is null)
        {
            return Problems.RunUnknown;
        }

        await logs.FlushAsync(context.RequestAborted);
        var length = logs.Files.LengthOf(run.Id);
        var first = offset ?? (tail is { } last ? Math.Max(0, length - last) : 0);
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        if (!WantsEvents(context.Request))
        {
            return Text(run, first);
        }

        await FollowAsync(context, run, uuid, EventStream.LastIdOf(context.Request) ?? first);
        return TypedResults.Empty;
    }

    private IResult Text(RunRow run, long first)
    {
        if (logs.Files.Open(run.Id) is not { } file)
        {
            return TypedResults.Text("", PlainText);
        }

        if (first == 0)
        {
            return TypedResults.Stream(file, PlainText, enableRangeProcessing: true);
        }

        return TypedResults.Stream(
            async body =>
            {
                await using (file)
                {
                    file.Seek(Math.Min(first, file.Length), SeekOrigin.Begin);
                    await file.CopyToAsync(body);
                }
            },
            PlainText);
    }

    private async Task FollowAsync(HttpContext context, RunRow run, Guid uuid, long first)
    {
        context.Response.ContentType = EventStream.MediaType;
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var pieces = new LogPieces(
            logs, run.Id, () => jobs.Reads.Views.FindRun(uuid) is not { } now || LogPieces.IsOver(now.State))
        {
            Offset = first,
        };
        try
        {
            await WriteAllAsync(context, pieces);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone.
        }
    }

    private static async Task WriteAllAsync(HttpContext context, LogPieces pieces)
    {
        var cancellation = context.RequestAborted;
        var quietSince = Environment.TickCount64;
        await context.Response.Body.FlushAsync(cancellation);
        while (await pieces.NextAsync(cancellation) is { } text)
        {
            if (text.Length > 0)
            {
                var data = JsonSerializer.Serialize(new RunLogEvent(text), ApiJson.Default.RunLogEvent);
                await context.Response.WriteAsync(
                    string.Create(CultureInfo.InvariantCulture, $"event: log\nid: {pieces.Offset}\ndata: {data}\n\n"),
                    cancellation);
                await context.Response.Body.FlushAsync(cancellation);
                quietSince = Environment.TickCount64;
            }
            else if (Environment.TickCount64 - quietSince > EventStream.QuietSecondsMax * 1_000)
            {
                await context.Response.WriteAsync(": still here\n\n", cancellation);
                await context.Response.Body.FlushAsync(cancellation);
                quietSince = Environment.TickCount64;
            }
        }

        await context.Response.WriteAsync(
            string.Create(CultureInfo.InvariantCulture, $"event: end\nid: {pieces.Offset}\ndata: {{}}\n\n"),
            cancellation);
    }

    private static bool WantsEvents(HttpRequest request) => request.Headers.Accept.Any(
        accepted => accepted?.Contains(EventStream.MediaType, StringComparison.OrdinalIgnoreCase) == true);

    private static bool TryReadBytes(HttpRequest request, string name, out long? bytes, out ProblemAnswer wrong)
    {
        (bytes, wrong) = (null, null!);
        var text = request.Query[name].ToString();
        if (text.Length == 0)
        {
            return true;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var read))
        {
            bytes = read;
            return true;
        }

        wrong = Problems.Unreadable($"{name}-invalid", $"{name} is a number of bytes, 0 or more.", name);
        return false;
    }
}
