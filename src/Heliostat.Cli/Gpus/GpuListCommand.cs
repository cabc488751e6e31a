using System.CommandLine;
using System.Globalization;
using Heliostat.Cli.Jobs;
using Heliostat.Cli.Running;
using Heliostat.Client.Calls;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Gpus;

/// <summary><c>heliostat gpu list</c>.</summary>
internal static class GpuListCommand
{
    private static readonly Option<string?> Vendor = new("--vendor")
    {
        Description = "Only those of this maker, such as NVIDIA.",
        HelpName = "VENDOR",
    };

    private static readonly Option<string?> Name = new("--name")
    {
        Description = "Only those called so, however it is written: RTX4090, 'NVIDIA GeForce RTX 4090'.",
        HelpName = "NAME",
    };

    private static readonly Option<int?> MinVram = JobArguments.WithBounds(
        new Option<int?>("--min-vram")
        {
            Description = "Only those with so many gigabytes of memory.",
            HelpName = "GB",
        },
        0,
        ushort.MaxValue);

    private static readonly Option<bool> Available = new("--available")
    {
        Description = "Only those that a node has which could take work now.",
    };

    public static Command Create() => new Command(
        "list", "List the kinds of GPUs: their ids, their memory, and their scores where one is stated.")
    {
        Vendor, Name, MinVram, Available,
    }.Does(RunAsync).Shows("heliostat gpu list --min-vram 24", "heliostat gpu list --available --json");

    private static async Task RunAsync(CommandRun run)
    {
        using var client = run.Client();
        var query = new GpuListQuery
        {
            Vendor = run.Get(Vendor),
            Name = run.Get(Name),
            MinVramGb = run.Get(MinVram),
            OnlyAvailable = run.Get(Available),
        };
        var models = await client.Gpus.AllAsync(query, run.Cancellation).ToListAsync();
        if (run.Terminal.IsJson)
        {
            var page = new ListPage<GpuModelResource>(models, 1, models.Count, models.Count);
            run.Terminal.Print(page, ApiJson.Default.ListPageGpuModelResource);
            return;
        }

        run.Terminal.Print(
            ["GPU", "Vendor", "Name", "Memory", "Compute", "Render"],
            models.Select(model => new[]
            {
                model.Uuid.ToString(),
                model.Vendor,
                model.Name,
                $"{model.VramGb} GB",
                Score(model.ComputeMillionths),
                Score(model.RenderMillionths),
            }));
    }

    private static string Score(int? millionths) =>
        (millionths / 1_000_000m)?.ToString("0.00", CultureInfo.InvariantCulture) ?? "";
}
