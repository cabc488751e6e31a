using Heliostat.Protocol.Api;

namespace Heliostat.Client.Calls;

/// <summary>The manager itself.</summary>
public sealed class ManagerCalls
{
    private readonly ApiConnection _connection;

    internal ManagerCalls(ApiConnection connection) => _connection = connection;

    /// <summary>The newest signed head, in its compact form; kept in <see cref="HeliostatClient.Heads"/> too.</summary>
    public async Task<string> LatestHeadAsync(CancellationToken cancellation)
    {
        var answer = await _connection.GetAsync(
            new ApiPath("/v1/heads/latest"), ClientJson.Default.HeadAnswer, cancellation);
        _connection.Heads.Keep(answer.Head);
        return answer.Head;
    }

    /// <summary>
    /// Lets blobs go that no job needs and nobody used within the days of grace; for the network owner.
    /// </summary>
    /// <param name="dryRun">True to count only.</param>
    /// <param name="cancellation">Stops waiting; what was let go is gone.</param>
    public Task<SweepAnswer> SweepAsync(bool dryRun, CancellationToken cancellation) => _connection.SendAsync(
        HttpMethod.Post,
        new ApiPath("/v1/storage/sweep"),
        new ApiBody<SweepRequest>(new SweepRequest(dryRun), ClientJson.Default.SweepRequest),
        ClientJson.Default.SweepAnswer,
        cancellation);
}
