using Heliostat.Core;
using Heliostat.Core.Scheduling;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Loop;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Values;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Heliostat.Manager.Operations;

/// <summary>Answers "why is it as it is?" from the facts that the scheduler uses: <c>/v1/explain</c>.</summary>
internal sealed class ExplainRoutes(ManagerLoop loop)
{
    private const string Tag = "Explain";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Get("/v1/explain/jobs/{uuid:guid}", JobAsync).For(AccessRule.ReadsJobs)
            .Describe(Tag, "Why a job is as it is", "For a job that has not become final.").Gives<Explanation>();
        routes.Get("/v1/explain/jobs/{uuid:guid}/tasks/{number:int:min(0)}", TaskAsync).For(AccessRule.ReadsJobs)
            .Describe(Tag, "Why a task is as it is", "With the nodes that cannot take it, and why.")
            .Gives<Explanation>();
        routes.Get("/v1/explain/nodes/{uuid:guid}", NodeAsync).For(AccessRule.ReadsNodes)
            .Describe(Tag, "Why a node is as it is", "And why it has no work.").Gives<Explanation>();
    }

    private async Task<IResult> JobAsync(HttpContext context, Guid uuid)
    {
        var (caller, job) = (Caller.Of(context), new JobId(uuid));
        return Show(
            await loop.AskAsync(network => MayRead(network, caller, job) ? Explain.Job(network, job) : null),
            Problems.JobUnknown);
    }

    private async Task<IResult> TaskAsync(HttpContext context, Guid uuid, int number)
    {
        var (caller, job) = (Caller.Of(context), new JobId(uuid));
        var task = new TaskId(job, number);
        return Show(
            await loop.AskAsync(network => MayRead(network, caller, job) ? Explain.Task(network, task) : null),
            Problems.JobUnknown);
    }

    private async Task<IResult> NodeAsync(HttpContext context, Guid uuid)
    {
        var (caller, node) = (Caller.Of(context), new NodeId(uuid));
        return Show(
            await loop.AskAsync(network => network.Nodes.Find(node) is { } known && caller.MayRead(known.Operator)
                ? Explain.Node(network, node)
                : null),
            Problems.NodeUnknown);
    }

    private static bool MayRead(Network network, Caller caller, JobId job) =>
        network.Jobs.Find(job) is { } known && caller.MayRead(known.Account);

    private static IResult Show(Explanation? explanation, ProblemAnswer unknown) =>
        explanation is null ? unknown : Answer.Ok(explanation, ApiJson.Default.Explanation);
}
