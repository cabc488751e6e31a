using System.Net;
using System.Net.Http.Headers;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Storage.Transfer;

/// <summary>Downloads one blob, piece by piece where the connection breaks.</summary>
internal sealed class BlobDownload(HttpClient http, BlobName blob)
{
    private readonly RetryBudget _retries = new();

    public delegate Task<BlobPut> WriteBytes(long offset, Stream content, CancellationToken cancel);

    public async Task Run(
        Func<ValueTask<long>> bytesHeld,
        WriteBytes write,
        Func<CancellationToken, Task<Uri?>> freshUrl,
        IProgress<long>? progress,
        CancellationToken cancel)
    {
        while (true)
        {
            var (reason, cause) = ("", (Exception?)null);
            using var attempt = new Attempt(progress, _retries, cancel);
            try
            {
                var held = await bytesHeld();
                var put = held >= blob.Bytes
                    ? await write(held, Stream.Null, attempt.Cancel)
                    : await Fetch(held, write, freshUrl, attempt);
                if (put.State == BlobPutState.Stored)
                {
                    progress?.Report(blob.Bytes);
                    return;
                }

                ThrowIfFinal(put, held);
                reason = put.Code;
            }
            catch (Exception error) when (
                error is HttpRequestException or (IOException and not BlobTransferException)
                || (error is OperationCanceledException && !cancel.IsCancellationRequested))
            {
                (reason, cause) = (error is OperationCanceledException ? "no bytes moved" : error.Message, error);
            }

            await _retries.Wait(reason, cause, cancel);
        }
    }

    private async Task<BlobPut> Fetch(
        long held, WriteBytes write, Func<CancellationToken, Task<Uri?>> freshUrl, Attempt attempt)
    {
        var url = await freshUrl(attempt.Cancel)
            ?? throw new BlobTransferException("blob-missing", "There is no URL for the blob; it is gone.");
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (held > 0)
        {
            request.Headers.Range = new RangeHeaderValue(held, null);
        }

        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, attempt.Cancel);
        if (!answer.IsSuccessStatusCode)
        {
            BlobAnswers.ThrowIfFinal(answer);
            answer.EnsureSuccessStatusCode();
        }

        // A store that passes over the range sends everything from the first byte.
        var from = answer.StatusCode == HttpStatusCode.PartialContent ? answer.Content.Headers.ContentRange?.From : 0;
        await using var content = await answer.Content.ReadAsStreamAsync(attempt.Cancel);
        return await write(from ?? 0, attempt.Watch(content, from ?? 0), attempt.Cancel);
    }

    private static void ThrowIfFinal(BlobPut put, long held)
    {
        var isFinal = put.State switch
        {
            BlobPutState.StorageFull => true,

            // What was held before may have been at fault; it is gone now, so once more from the first byte.
            BlobPutState.WrongHash => held == 0,
            _ => false,
        };
        if (isFinal)
        {
            throw new BlobTransferException(put.Code, put.Sentence);
        }
    }
}
