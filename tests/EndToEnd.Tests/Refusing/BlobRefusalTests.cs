using System.Net;
using System.Text;
using Heliostat.EndToEnd.Tests.Running;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.EndToEnd.Tests.Refusing;

[Collection(SharedNetworkGroup.Name)]
public sealed class BlobRefusalTests(SharedNetwork shared)
{
    private readonly TestNetwork _network = shared.Network;

    [Fact]
    public async Task Bytes_that_do_not_match_their_hash_are_refused_and_not_kept()
    {
        var promised = Encoding.ASCII.GetBytes("what was promised");
        var other = Encoding.ASCII.GetBytes("what was not said");
        var blob = new BlobName(ContentHash.Of(promised), promised.Length);
        var url = await GrantAsync(blob);

        Assert.False((await PutAsync(url!, other)).IsSuccessStatusCode);
        url = await GrantAsync(blob);
        Assert.NotNull(url);
        Assert.True((await PutAsync(url, promised)).IsSuccessStatusCode);
        Assert.Null(await GrantAsync(blob));
    }

    [Fact]
    public async Task A_url_whose_query_was_altered_is_refused()
    {
        var bytes = Encoding.ASCII.GetBytes(Guid.NewGuid().ToString());
        var url = await GrantAsync(new BlobName(ContentHash.Of(bytes), bytes.Length));
        var altered = url![..^1] + (url[^1] == '0' ? '1' : '0');

        using var answer = await PutAsync(altered, bytes);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private async Task<string?> GrantAsync(BlobName blob) =>
        (await _network.Consumer.Blobs.GrantsAsync([blob], CancellationToken.None)).Single().Url;

    private static async Task<HttpResponseMessage> PutAsync(string url, byte[] bytes)
    {
        using var http = new HttpClient();
        using var content = new ByteArrayContent(bytes);
        return await http.PutAsync(new Uri(url), content);
    }
}
