using Heliostat.Core;
using Heliostat.Core.Nodes;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Hardware;
using Heliostat.Manager.Jobs;
using Heliostat.Manager.Loop;
using Heliostat.Manager.Operations;
using Heliostat.Manager.Views;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Heliostat.Manager.Nodes;

/// <summary>Lists, shows, drains and undrains nodes: <c>/v1/nodes</c>.</summary>
internal sealed class NodeRoutes(ManagerLoop loop, ViewReads reads, Presence presence, HardwareShelf hardware)
{
    private const string Tag = "Nodes";

    private static readonly string[] Sorts = ["created_at", "name"];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Get("/v1/nodes", ListAsync).For(AccessRule.ReadsNodes)
            .Describe(Tag, "List nodes", "An operator's own, or all for the network owner.")
            .TakesQuery("filter[status]", "limit", "page", "sort").Gives<ListPage<NodeResource>>();
        routes.Get("/v1/nodes/{uuid:guid}", ShowAsync).For(AccessRule.ReadsNodes)
            .Describe(Tag, "Show a node", "What it is, where it stands, and what it did.").Gives<NodeResource>();
        routes.Put("/v1/nodes/{uuid:guid}/drain", DrainAsync).For(AccessRule.ChangesNodes)
            .Describe(Tag, "Drain a node", "It finishes what it runs and takes nothing new.").Gives<NodeResource>();
        routes.Put("/v1/nodes/{uuid:guid}/undrain", UndrainAsync).For(AccessRule.ChangesNodes)
            .Describe(Tag, "Undrain a node", "It takes work again from its next heartbeat on.").Gives<NodeResource>();
    }

    private async Task<IResult> ListAsync(HttpContext context)
    {
        if (!PageQuery.TryRead(context.Request, out var page, out var wrong)
            || !ListFilters.TryReadState(context.Request, "filter[status]", out NodeState? state, out wrong)
            || !ListFilters.TryReadSort(context.Request, "created_at", Sorts, out var sort, out wrong))
        {
            return wrong;
        }

        if (!await reads.CatchUpAsync(context.RequestAborted))
        {
            return Problems.ViewsBehind;
        }

        var query = new NodeQuery(
            Caller.Of(context).OnlyOf, state, sort.Field == Sorts[0] ? NodeSort.RegisteredAt : NodeSort.Name);
        var found = reads.Views.ListNodes(query, page.ToViews(sort.Descending));
        return Answer.Ok(
            new ListPage<NodeResource>([.. found.Rows.Select(Of)], page.Page, page.Limit, found.Total),
            ApiJson.Default.ListPageNodeResource);
    }

    private async Task<IResult> ShowAsync(HttpContext context, Guid uuid) =>
        await reads.CatchUpAsync(context.RequestAborted) ? Show(uuid, Caller.Of(context)) : Problems.ViewsBehind;

    private Task<IResult> DrainAsync(HttpContext context, Guid uuid) =>
        ChangeAsync(context, uuid, account => new DrainNode(new NodeId(uuid), account));

    private Task<IResult> UndrainAsync(HttpContext context, Guid uuid) =>
        ChangeAsync(context, uuid, account => new UndrainNode(new NodeId(uuid), account));

    private async Task<IResult> ChangeAsync(HttpContext context, Guid uuid, Func<AccountId, Command> command)
    {
        var caller = Caller.Of(context);
        var outcome = await loop.SubmitAsync(command(caller.Account), caller.Nonce);
        if (outcome.Refused is { } refused)
        {
            return Problems.From(refused);
        }

        return await reads.Views.WaitForAsync(outcome.Sequence, context.RequestAborted)
            ? Show(uuid, caller)
            : Problems.ViewsBehind;
    }

    private IResult Show(Guid uuid, Caller caller) =>
        reads.Views.FindNode(new NodeId(uuid)) is { } row && caller.MayRead(row.Operator)
            ? Answer.Ok(Of(row), ApiJson.Default.NodeResource)
            : Problems.NodeUnknown;

    private NodeResource Of(NodeRow row) => new()
    {
        Uuid = row.Id.Value,
        Name = row.Name,
        OperatorUuid = row.Operator.Value,
        Status = JobResources.WordOf(row.State),
        StatusReason = row.StateReason.Length == 0 ? null : row.StateReason,
        Connected = row.Connected,
        Capabilities = row.Facts?.Capabilities ?? [],
        Duties = row.Facts is { } facts ? WordOf(facts.Duties) : "",
        DeviceClass = row.Facts?.DeviceClass ?? "",
        Runs = row.Runs,
        Checks = row.Checks,
        RunsAccepted = row.UnitsAccepted,
        RunsFailed = row.Faults,
        UnitsRejected = row.UnitsRejected,
        LastSeenAt = presence.HeardMs(row.Id) ?? row.SeenAtMs,
        CurrentHardware = HardwareResources.Of(row.Facts, hardware.Find(row.Id)),
        GpuTrouble = row.Facts?.GpuTrouble,
        LatestHardwareEvent = HardwareResources.EventOf(hardware.Find(row.Id)),
    };

    private static string WordOf(NodeDuties duties) => duties switch
    {
        NodeDuties.Worker => "worker",
        NodeDuties.Verifier => "verifier",
        NodeDuties.Both => "both",
        _ => "",
    };
}
