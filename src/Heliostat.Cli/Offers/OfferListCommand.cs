using System.CommandLine;
using Heliostat.Cli.Jobs;
using Heliostat.Cli.Running;
using Heliostat.Client.Calls;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Offers;

/// <summary><c>heliostat offer list</c>.</summary>
internal static class OfferListCommand
{
    private const int LimitMax = 50;

    private static readonly Option<int?> Gpus = Number("--gpus", "GPUs that a node must have.", "N");
    private static readonly Option<int?> Vram = Number("--vram", "Gigabytes of memory that each GPU must have.", "GB");
    private static readonly Option<int?> Cpus = Number("--cpus", "Cores that a node must have.", "N");
    private static readonly Option<int?> Memory = Number("--memory", "Gigabytes of memory that it must have.", "GB");
    private static readonly Option<int?> Disk = Number("--disk", "Gigabytes of free disk that it must have.", "GB");

    private static readonly Option<string?> Gpu = new("--gpu")
    {
        Description = "What its GPUs are called, such as 'RTX 4090'.",
        HelpName = "NAME",
    };

    private static readonly Option<string[]> Regions = new("--region")
    {
        Description = "A region that it may be in; may be given more than once.",
        HelpName = "CODE",
    };

    private static readonly Option<int> Page = JobArguments.Page();

    public static Command Create() => new Command(
        "list", "List nodes that run containers and have nothing to do, by region and hardware.")
    {
        Gpus, Gpu, Vram, Cpus, Memory, Disk, Regions, Page,
    }.Does(RunAsync).Shows("heliostat offer list --gpu 'RTX 4090' --memory 64");

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var query = new OfferListQuery
        {
            GpuCount = run.Get(Gpus),
            GpuName = run.Get(Gpu),
            MinVramGb = run.Get(Vram),
            CpuCount = run.Get(Cpus),
            MinRamGb = run.Get(Memory),
            MinStorageGb = run.Get(Disk),
            Regions = run.Get(Regions),
            Limit = LimitMax,
            Page = run.Get(Page),
        };
        var found = await client.Offers.ListAsync(query, run.Cancellation);
        if (run.Terminal.IsJson)
        {
            run.Terminal.Print(found, ApiJson.Default.ListPageOfferResource);
            return;
        }

        run.Terminal.Print(
            ["Region", "Nodes", "GPUs", "VRAM", "Cores", "Memory", "Disk", "Offer"],
            found.Data.Select(offer => new[]
            {
                offer.RegionCode ?? "",
                $"{offer.Availability.Nodes}",
                SafeText.Line(offer.HardwareSummary.GpuModelLabel),
                offer.HardwareSummary.MinGpuVramGib is { } vram ? $"{vram} GB" : "",
                $"{offer.HardwareSummary.CpuCores}",
                $"{offer.HardwareSummary.RamGib} GB",
                offer.HardwareSummary.StorageGib is { } disk ? $"{disk} GB" : "",
                offer.OfferId.ToString(),
            }));
    }

    private static Option<int?> Number(string name, string description, string unit) => JobArguments.WithBounds(
        new Option<int?>(name) { Description = description, HelpName = unit }, 0, ushort.MaxValue);
}
