using Heliostat.Protocol.Api;

namespace Heliostat.Client.Calls;

/// <summary>Ask why something is as it is, from the facts that the scheduler uses.</summary>
public sealed class ExplainCalls
{
    private readonly ApiConnection _connection;

    internal ExplainCalls(ApiConnection connection) => _connection = connection;

    /// <summary>Why a job is as it is.</summary>
    public Task<Explanation> JobAsync(Guid job, CancellationToken cancellation) =>
        AskAsync($"/v1/explain/jobs/{job}", cancellation);

    /// <summary>Why a task of a job is as it is.</summary>
    public Task<Explanation> TaskAsync(Guid job, int task, CancellationToken cancellation) =>
        AskAsync($"/v1/explain/jobs/{job}/tasks/{task}", cancellation);

    /// <summary>Why a node is as it is, and why it has no work.</summary>
    public Task<Explanation> NodeAsync(Guid node, CancellationToken cancellation) =>
        AskAsync($"/v1/explain/nodes/{node}", cancellation);

    private Task<Explanation> AskAsync(string path, CancellationToken cancellation) =>
        _connection.GetAsync(new ApiPath(path), ClientJson.Default.Explanation, cancellation);
}
