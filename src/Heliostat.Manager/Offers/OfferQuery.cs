using System.Globalization;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Gpus;
using Microsoft.AspNetCore.Http;

namespace Heliostat.Manager.Offers;

/// <summary>What an offer must have.</summary>
internal sealed record OfferQuery
{
    /// <summary>Offers of one page.</summary>
    public const int LimitMax = 50;

    /// <summary>Regions that may be named.</summary>
    public const int RegionsMax = 36;

    /// <summary>The parameters.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "cpu_count", "gpu_count", "gpu_name", "gpu_registry_uuid", "min_vram_gb", "min_ram_gb", "min_storage_gb",
        "allowed_region_codes", "limit", "page", "sort",
    ];

    private int Cpus { get; init; }

    private int Gpus { get; init; }

    private int Vram { get; init; }

    private int Ram { get; init; }

    private int Storage { get; init; }

    private GpuName? Name { get; init; }

    private Guid? Model { get; init; }

    private IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>Reads what a request asks for.</summary>
    public static bool TryRead(HttpRequest request, out OfferQuery query, out ProblemAnswer wrong)
    {
        query = null!;
        if (!TryReadCount(request, "cpu_count", out var cpus, out wrong)
            || !TryReadCount(request, "gpu_count", out var gpus, out wrong)
            || !TryReadCount(request, "min_vram_gb", out var vram, out wrong)
            || !TryReadCount(request, "min_ram_gb", out var ram, out wrong)
            || !TryReadCount(request, "min_storage_gb", out var storage, out wrong)
            || !TryReadName(request, out var name, out wrong)
            || !ListFilters.TryReadUuid(request, "gpu_registry_uuid", "kind of GPUs", out var model, out wrong)
            || !TryReadRegions(request, out var regions, out wrong))
        {
            return false;
        }

        query = new OfferQuery
        {
            Cpus = cpus,
            Gpus = gpus,
            Vram = vram,
            Ram = ram,
            Storage = storage,
            Name = name,
            Model = model,
            Regions = regions,
        };
        return true;
    }

    /// <summary>Whether an offer has all that is asked for.</summary>
    public bool Fits(OfferResource offer)
    {
        var has = offer.HardwareSummary;
        return has.CpuCores >= Cpus
            && has.RamGib >= Ram
            && (Storage == 0 || has.StorageGib >= Storage)
            && (Regions.Count == 0 || Regions.Contains(offer.RegionCode, StringComparer.Ordinal))
            && HasGpus(has);
    }

    // A model that is asked for, or its memory, is that of each GPU that a job gets; one of them at least.
    private bool HasGpus(OfferHardware has)
    {
        var needed = Gpus == 0 && (Name is not null || Model is not null || Vram > 0) ? 1 : Gpus;
        return needed <= has.GpuModels.Where(IsFit).Sum(gpu => gpu.Count);
    }

    private bool IsFit(OfferGpu gpu) =>
        gpu.MinVramGib >= Vram
        && (Model is null || gpu.GpuRegistryUuid == Model)
        && (Name is not { } name || IsCalled(gpu, name));

    private static bool IsCalled(OfferGpu gpu, GpuName name) =>
        gpu.GpuRegistryUuid is { } uuid && GpuRegistry.Shipped.Find(uuid) is { } model
            ? model.IsCalled(name)
            : GpuName.TryRead(gpu.Name, out var own) && own.Equals(name);

    private static bool TryReadCount(HttpRequest request, string name, out int count, out ProblemAnswer wrong)
    {
        (count, wrong) = (0, null!);
        var text = request.Query[name].ToString();
        if (text.Length == 0)
        {
            return true;
        }

        var isRead = ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var read);
        (count, wrong) = (read, isRead ? null! : Invalid(name, $"is a whole number, 0 to {ushort.MaxValue}"));
        return isRead;
    }

    private static bool TryReadName(HttpRequest request, out GpuName? name, out ProblemAnswer wrong)
    {
        (name, wrong) = (null, null!);
        var text = request.Query["gpu_name"].ToString();
        if (text.Length == 0)
        {
            return true;
        }

        var isRead = GpuName.TryRead(text, out var read);
        (name, wrong) = (read, isRead ? null! : Invalid("gpu_name", "is what a GPU is called, such as RTX 4090"));
        return isRead;
    }

    private static bool TryReadRegions(HttpRequest request, out string[] regions, out ProblemAnswer wrong)
    {
        const string Field = "allowed_region_codes";
        regions = request.Query[Field].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        var isRead = regions.Length <= RegionsMax;
        wrong = isRead ? null! : Invalid(Field, $"names at most {RegionsMax} regions, with commas between them");
        return isRead;
    }

    private static ProblemAnswer Invalid(string name, string what) =>
        Problems.Unreadable("filter-invalid", $"{name} {what}.", name);
}
