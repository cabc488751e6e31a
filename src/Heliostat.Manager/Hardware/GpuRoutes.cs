using System.Globalization;
using Heliostat.Core;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Loop;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Gpus;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Heliostat.Manager.Hardware;

/// <summary>The kinds of GPUs that the network knows: <c>/v1/gpu-registry</c>.</summary>
internal sealed class GpuRoutes(ManagerLoop loop)
{
    private const string Tag = "GPUs";
    private const string Vendor = "filter[vendor]";
    private const string Name = "filter[name]";
    private const string MinVram = "filter[min_vram_gb]";
    private const string OnlyAvailable = "filter[only_available]";

    private static readonly string[] Sorts = ["name", "vram_gb"];

    public void Map(IEndpointRouteBuilder routes) =>
        routes.Get("/v1/gpu-registry", ListAsync).For(AccessRule.Everyone)
            .Describe(Tag, "List kinds of GPUs", "By vendor, name, memory, or whether a node has one now.")
            .TakesQuery(Vendor, Name, MinVram, OnlyAvailable, "limit", "page", "sort")
            .Gives<ListPage<GpuModelResource>>();

    private async Task<IResult> ListAsync(HttpContext context)
    {
        if (!PageQuery.TryRead(context.Request, out var page, out var wrong)
            || !TryReadMinVram(context.Request, out var minVramBytes, out wrong)
            || !TryReadName(context.Request, out var name, out wrong)
            || !TryReadVendor(context.Request, out var vendor, out wrong)
            || !ListFilters.TryReadTruth(context.Request, OnlyAvailable, out var onlyAvailable, out wrong)
            || !ListFilters.TryReadSort(context.Request, Sorts[0], Sorts, out var sort, out wrong))
        {
            return wrong;
        }

        var available = onlyAvailable == true ? await AvailableAsync() : null;
        var found =
            from model in GpuRegistry.Shipped.All
            where vendor.Length == 0 || model.Vendor.Equals(vendor, StringComparison.OrdinalIgnoreCase)
            where name is null || model.IsCalled(name.Value)
            where model.VramBytes >= minVramBytes
            where available is null || available.Contains(model.Uuid)
            select Of(model);
        var sorted = sort.Field == Sorts[0]
            ? found.OrderBy(model => model.Name, StringComparer.Ordinal)
            : found.OrderBy(model => model.VramGb);
        return Answer.Ok(page.Of(sorted, sort.Descending), ApiJson.Default.ListPageGpuModelResource);
    }

    private static GpuModelResource Of(GpuModel model) => new()
    {
        Uuid = model.Uuid,
        Vendor = model.Vendor,
        Name = model.Name,
        VramGb = (int)(model.VramBytes >> 30),
        ComputeMillionths = model.ComputeMillionths,
        RenderMillionths = model.RenderMillionths,
    };

    private async Task<HashSet<Guid>> AvailableAsync()
    {
        // The loop only gathers; names are looked up outside of it.
        var lent = await loop.AskAsync(GatherLent);
        return [.. lent.Select(gpu => GpuRegistry.Shipped.Find(gpu.Name, gpu.VramBytes)?.Uuid).OfType<Guid>()];
    }

    private static HashSet<(string Name, long VramBytes)> GatherLent(Network network)
    {
        var lent = new HashSet<(string Name, long VramBytes)>();
        foreach (var node in network.Nodes.All)
        {
            if (node is { IsOpen: true, Facts: { GpuTrouble: null, Gpus: { } gpus } })
            {
                lent.UnionWith(gpus.Select(gpu => (gpu.Name, gpu.VramBytes)));
            }
        }

        return lent;
    }

    private static bool TryReadMinVram(HttpRequest request, out long bytes, out ProblemAnswer wrong)
    {
        (bytes, wrong) = (0, null!);
        var text = request.Query[MinVram].ToString();
        if (text.Length == 0)
        {
            return true;
        }

        var isRead = ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var gigabytes);
        bytes = (long)gigabytes << 30;
        wrong = isRead ? null! : Invalid(MinVram, $"a whole number of gigabytes, 0 to {ushort.MaxValue}");
        return isRead;
    }

    private static bool TryReadName(HttpRequest request, out GpuName? name, out ProblemAnswer wrong)
    {
        (name, wrong) = (null, null!);
        var text = request.Query[Name].ToString();
        if (text.Length == 0)
        {
            return true;
        }

        var isRead = GpuName.TryRead(text, out var read);
        (name, wrong) = (read, isRead ? null! : Invalid(
            Name, $"what a GPU is called, such as RTX 4090, in at most {GpuName.LengthMax} characters"));
        return isRead;
    }

    private static bool TryReadVendor(HttpRequest request, out string vendor, out ProblemAnswer wrong)
    {
        var text = request.Query[Vendor].ToString();
        var vendors = GpuRegistry.Shipped.All.Select(model => model.Vendor).Distinct().ToList();
        var isKnown = text.Length == 0 || vendors.Contains(text, StringComparer.OrdinalIgnoreCase);
        (vendor, wrong) = (text, isKnown ? null! : Invalid(Vendor, $"one of {string.Join(", ", vendors)}"));
        return isKnown;
    }

    private static ProblemAnswer Invalid(string field, string what) =>
        Problems.Unreadable("filter-invalid", $"{field} is {what}.", field);
}
