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
}
