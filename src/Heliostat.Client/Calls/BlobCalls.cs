using Heliostat.Protocol.Api;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Client.Calls;

/// <summary>Ask which blobs are to be uploaded, and where.</summary>
public sealed class BlobCalls
{
    private readonly ApiConnection _connection;

    internal BlobCalls(ApiConnection connection) => _connection = connection;

    /// <summary>
    /// For each blob a signed URL to PUT its bytes to, or null where the caller's account has it already, in the order
    /// asked. At most <see cref="BlobsRequest.BlobsMax"/> at once; a URL stands for 15 minutes.
    /// </summary>
    public async Task<IReadOnlyList<TransferGrant>> GrantsAsync(
        IReadOnlyList<BlobName> blobs, CancellationToken cancellation)
    {
        var answer = await _connection.SendAsync(
            HttpMethod.Post,
            new ApiPath("/v1/blobs"),
            new ApiBody<BlobsRequest>(new BlobsRequest(blobs), ClientJson.Default.BlobsRequest),
            ClientJson.Default.BlobsAnswer,
            cancellation);
        return answer.Grants;
    }
}
