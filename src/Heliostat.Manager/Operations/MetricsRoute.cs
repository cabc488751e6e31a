using Heliostat.Manager.Blobs;
using Heliostat.Manager.Loop;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Heliostat.Manager.Operations;

/// <summary>The manager's figures for Prometheus: <c>/metrics</c>.</summary>
internal sealed class MetricsRoute(
    ManagerLoop loop, HostFigures host, WorkFigures work, BlobSweeper sweeps)
{
    private const double MicrosecondsPerSecond = 1_000_000;
    private const double MillisecondsPerSecond = 1_000;

    public void Map(IEndpointRouteBuilder routes) => routes.Get("/metrics", ShowAsync).ExcludeFromDescription();

    private async Task<IResult> ShowAsync()
    {
        var text = new MetricsText();
        AddLoop(text);
        await AddNetworkAsync(text);
        AddHost(text);
        AddStreams(text);
        AddWebhooks(text);
        return TypedResults.Text(text.ToString(), MetricsText.MediaType);
    }

    private void AddLoop(MetricsText text)
    {
        var figures = loop.Figures;
        text.Counter("heliostat_journal_entries_total", "Entries made durable.", figures.Entries)
            .Counter("heliostat_journal_events_total", "Events in them.", figures.Events)
            .Counter("heliostat_journal_bytes_total", "Bytes of them.", figures.Bytes)
            .Counter("heliostat_journal_groups_total", "Commits; entries by this is the group's size.", figures.Groups)
            .Counter(
                "heliostat_journal_commit_seconds_total",
                "Seconds spent in commits.",
                figures.CommitMicroseconds / MicrosecondsPerSecond)
            .Counter("heliostat_clock_alarms_total", "Jumps of the machine's clock.", figures.ClockAlarms)
            .Gauge("heliostat_commands_waiting", "Commands that wait for their turn.", loop.WaitingCount)
            .Gauge("heliostat_journal_sequence", "The number of the newest entry.", loop.Head?.Sequence ?? 0)
            .Counter(
                "heliostat_commands_total",
                "Entries by command.",
                host.Commands.Commands.Select(count => (Labels("command", count.Key.Name), (double)count.Value)))
            .Counter(
                "heliostat_events_total",
                "Events by kind.",
                host.Commands.Events.Select(count => (Labels("event", count.Key.Name), (double)count.Value)))
            .Counter(
                "heliostat_refusals_total",
                "Commands and messages refused, by code.",
                figures.Refusals.Select(count => (Labels("code", count.Key), (double)count.Value)));
    }

    private async Task AddNetworkAsync(MetricsText text)
    {
        text.Gauge("heliostat_disk_full", "1 while the journal waits for room on the disk.", loop.IsHeld ? 1 : 0)
            .Counter("heliostat_disk_full_total", "How often it had to.", loop.Figures.Holds)
            .Gauge("heliostat_nodes_connected", "Nodes with an open connection.", work.Connections.Count);
        var (jobs, runs, checks, nodes) = await loop.AskAsync(network => (
            network.Jobs.All.Count(job => job.IsOpen),
            network.Nodes.All.Sum(node => node.Runs.Count),
            network.Checks.All.Count,
            network.Nodes.All.Count));
        text.Gauge("heliostat_jobs_open", "Jobs that have not ended.", jobs)
            .Gauge("heliostat_runs_live", "Runs that nodes work at.", runs)
            .Gauge("heliostat_units_checking", "Reported units without a verdict.", checks)
            .Gauge("heliostat_nodes", "Registered nodes.", nodes);
    }

    private void AddHost(MetricsText text) => text
        .Counter("heliostat_dispatched_runs_total", "Runs sent to nodes.", work.Dispatcher.Runs)
        .Counter("heliostat_dispatched_checks_total", "Checks sent to nodes.", work.Dispatcher.Checks)
        .Counter("heliostat_blobs_freed_total", "Blobs let go because nobody needs them.", sweeps.BlobsFreed)
        .Counter("heliostat_blob_bytes_freed_total", "Bytes let go, broken uploads among them.", sweeps.BytesFreed)
        .Gauge(
            "heliostat_blob_sweep_seconds",
            "When blobs were last swept, in seconds since 1970; 0 before the first time.",
            sweeps.SweptAtMs / MillisecondsPerSecond)
        .Gauge("heliostat_memory_bytes", "Bytes of memory that the process holds.", Environment.WorkingSet)
        .Counter(
            "heliostat_http_requests_total",
            "Requests by method, route and status.",
            host.Http.Requests.Select(count => (
                Labels("method", count.Key.Method, "route", count.Key.Route, "status", $"{count.Key.Status}"),
                (double)count.Value)));

    private void AddStreams(MetricsText text) => text
        .Gauge("heliostat_streams_open", "Streams to containers, wanted or open.", work.Streams.Count)
        .Counter("heliostat_streams_opened_total", "Streams opened.", work.Streams.Opened)
        .Counter("heliostat_streams_refused_total", "Streams that were wanted in vain.", work.Streams.Refused)
        .Counter(
            "heliostat_stream_bytes_from_containers_total",
            "Bytes that came from containers.",
            work.Streams.BytesFromNodes)
        .Counter(
            "heliostat_stream_bytes_to_containers_total", "Bytes that went to containers.", work.Streams.BytesToNodes);

    private void AddWebhooks(MetricsText text) => text
        .Counter("heliostat_webhook_delivered_total", "Deliveries taken.", host.Webhooks.Figures.Delivered)
        .Counter("heliostat_webhook_posts_failed_total", "Posts that failed.", host.Webhooks.Figures.Failed)
        .Counter("heliostat_webhook_dropped_total", "Deliveries given up.", host.Webhooks.Figures.Dropped)
        .Gauge("heliostat_webhook_pending", "Deliveries that wait.", host.Webhooks.Pending);

    private static (string Label, string Value)[] Labels(params ReadOnlySpan<string> pairs)
    {
        var labels = new (string, string)[pairs.Length / 2];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = (pairs[2 * i], pairs[(2 * i) + 1]);
        }

        return labels;
    }
}
