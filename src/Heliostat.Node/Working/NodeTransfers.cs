using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Heliostat.Storage;
using Heliostat.Storage.Disk;
using Heliostat.Storage.Transfer;

namespace Heliostat.Node.Working;

/// <summary>
/// Moves blobs between this node and the store. The manager signs a URL for each blob of a run that the node works at;
/// it is asked again whenever one has run out.
/// </summary>
internal sealed class NodeTransfers(
    NodeIdentity identity, NodeSurroundings surroundings, BlobTransfer transfer, BlobCache cache)
{
    private const int AttemptsMax = 4;
    private const int AnswerBytesMax = 4 * 1024 * 1024;
    private const int AskSecondsMax = 30;
    private const int ParallelFetches = 4;
    private const int PartsAtOnce = 500;

    /// <summary>Asks for URLs: for the downloads in order, then for the uploads.</summary>
    /// <exception cref="BlobTransferException">The manager gave none.</exception>
    public async Task<TransferGrants> AskAsync(TransferRequest request, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await AskOnceAsync(request, cancellation).ConfigureAwait(false);
            }
            catch (Exception error) when (IsPassing(error, cancellation) && attempt < AttemptsMax)
            {
                var pause = TimeSpan.FromSeconds(1 << (attempt - 1));
                await Task.Delay(pause, surroundings.Time, cancellation).ConfigureAwait(false);
            }
            catch (Exception error) when (IsPassing(error, cancellation))
            {
                throw new BlobTransferException(
                    "manager-unreachable", "The manager could not be asked for the place of a blob.", error);
            }
        }
    }

    /// <summary>Fetches one blob of a run of which only the hash is known.</summary>
    public async Task<(AccountId Account, CachedBlob Blob)> FetchAsync(
        RunId run, ContentHash hash, CancellationToken cancellation)
    {
        var grants = await AskAsync(new TransferRequest(run, [hash], []), cancellation).ConfigureAwait(false);
        var grant = grants.Grants[0];
        var blob = await FetchAsync(run, grants.Account, grant.Blob, grant.Url, cancellation).ConfigureAwait(false);
        return (grants.Account, blob);
    }

    /// <summary>Fetches blobs of a run, those that are missing at once and a few at a time.</summary>
    public async Task<IReadOnlyList<CachedBlob>> FetchAllAsync(
        RunId run, AccountId account, IReadOnlyList<BlobName> blobs, CancellationToken cancellation)
    {
        var urls = await AskForMissingAsync(run, account, blobs, cancellation).ConfigureAwait(false);
        var fetched = new CachedBlob?[blobs.Count];
        try
        {
            var limits = new ParallelOptions
            {
                MaxDegreeOfParallelism = ParallelFetches,
                CancellationToken = cancellation,
            };
            await Parallel.ForAsync(0, blobs.Count, limits, async (i, token) =>
            {
                var url = urls.GetValueOrDefault(blobs[i].Hash);
                fetched[i] = await FetchAsync(run, account, blobs[i], url, token).ConfigureAwait(false);
            }).ConfigureAwait(false);
            return fetched!;
        }
        catch
        {
            foreach (var blob in fetched)
            {
                blob?.Dispose();
            }

            throw;
        }
    }

    /// <summary>Fetches the accepted files of the units that a unit of a run is made of, in order.</summary>
    public async Task<IReadOnlyList<CachedBlob>> FetchPartsAsync(
        RunId run, int first, int count, CancellationToken cancellation)
    {
        var fetched = new List<CachedBlob>();
        try
        {
            foreach (var units in Enumerable.Range(first, count).Chunk(PartsAtOnce))
            {
                var asked = new TransferRequest(run, [], []) { Units = units };
                var grants = await AskAsync(asked, cancellation).ConfigureAwait(false);
                foreach (var (grant, unit) in grants.Grants.Zip(units))
                {
                    var again = new TransferRequest(run, [], []) { Units = [unit] };
                    fetched.Add(await cache.Fetch(
                        new BlobKey(grants.Account, grant.Blob.Hash),
                        grant.Blob.Bytes,
                        FreshUrl(grant, again),
                        null,
                        cancellation).ConfigureAwait(false));
                }
            }

            return fetched;
        }
        catch
        {
            fetched.ForEach(blob => blob.Dispose());
            throw;
        }
    }

    /// <summary>Hands blobs of a run over, all at once; those that the store has already cost nothing.</summary>
    public async Task UploadAsync(
        RunId run, IReadOnlyList<(BlobName Name, Func<Stream> Open)> blobs, CancellationToken cancellation)
    {
        var request = new TransferRequest(run, [], [.. blobs.Select(blob => blob.Name)]);
        var grants = await AskAsync(request, cancellation).ConfigureAwait(false);
        await Task.WhenAll(blobs.Select((blob, i) =>
        {
            var first = grants.Grants[i];
            var again = new TransferRequest(run, [], [first.Blob]);
            return transfer.Upload(blob.Name, blob.Open, FreshUrl(first, again), null, cancellation);
        })).ConfigureAwait(false);
    }

    private static bool IsPassing(Exception error, CancellationToken cancellation) =>
        error is HttpRequestException or JsonException or SocketException
        || (error is OperationCanceledException && !cancellation.IsCancellationRequested);

    private async Task<ConcurrentDictionary<ContentHash, string?>> AskForMissingAsync(
        RunId run, AccountId account, IReadOnlyList<BlobName> blobs, CancellationToken cancellation)
    {
        var urls = new ConcurrentDictionary<ContentHash, string?>();
        var missing = blobs.Select(blob => blob.Hash).Distinct()
            .Where(hash => !cache.Contains(new BlobKey(account, hash)));
        foreach (var some in missing.Chunk(TransferRequest.UrlsMax))
        {
            var grants = await AskAsync(new TransferRequest(run, some, []), cancellation).ConfigureAwait(false);
            foreach (var grant in grants.Grants)
            {
                urls[grant.Blob.Hash] = grant.Url;
            }
        }

        return urls;
    }

    private Task<CachedBlob> FetchAsync(
        RunId run, AccountId account, BlobName blob, string? url, CancellationToken cancellation) =>
        cache.Fetch(
            new BlobKey(account, blob.Hash),
            blob.Bytes,
            FreshUrl(new TransferGrant(blob, url), new TransferRequest(run, [blob.Hash], [])),
            null,
            cancellation);

    /// <summary>Gives the URL at hand the first time, and asks for a fresh one each time after that.</summary>
    private Func<CancellationToken, Task<Uri?>> FreshUrl(TransferGrant first, TransferRequest again)
    {
        var isFirst = true;
        return async token =>
        {
            var grant = first;
            if (!isFirst || (again.Uploads.Count == 0 && grant.Url is null))
            {
                grant = (await AskAsync(again, token).ConfigureAwait(false)).Grants[0];
            }

            isFirst = false;
            return grant.Url is null ? null : identity.Gateway.Url(grant.Url);
        };
    }

    private async Task<TransferGrants> AskOnceAsync(TransferRequest request, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(AskSecondsMax));
        var content = new ByteArrayContent(
            JsonSerializer.SerializeToUtf8Bytes(request, WireJson.Default.TransferRequest));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var post = new HttpRequestMessage(
            HttpMethod.Post, identity.Gateway.Url($"/api/v1/nodes/{identity.Id}/transfers"))
        { Content = content };
        post.Headers.Authorization = new AuthenticationHeaderValue("Bearer", identity.Token);
        using var answer = await surroundings.Http.SendAsync(post, limit.Token).ConfigureAwait(false);
        if ((int)answer.StatusCode is >= 400 and < 500)
        {
            throw new BlobTransferException(
                "transfer-refused", $"The manager gave no place for a blob (HTTP status {(int)answer.StatusCode}).");
        }

        answer.EnsureSuccessStatusCode();
        await answer.Content.LoadIntoBufferAsync(AnswerBytesMax, limit.Token).ConfigureAwait(false);
        var text = await answer.Content.ReadAsByteArrayAsync(limit.Token).ConfigureAwait(false);
        var grants = JsonSerializer.Deserialize(text, WireJson.Default.TransferGrants);
        var wanted = request.Downloads.Count + (request.Units?.Count ?? 0) + request.Uploads.Count;
        return grants?.Grants?.Count == wanted
            ? grants
            : throw new JsonException("The grants are not those that were asked for.");
    }
}
