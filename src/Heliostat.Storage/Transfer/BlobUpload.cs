using System.Net.Http.Headers;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Storage.Transfer;

/// <summary>Uploads one blob, piece by piece where the connection breaks.</summary>
internal sealed class BlobUpload(HttpClient http, BlobName blob, Func<Stream> open)
{
    // Below this, asking first costs more than sending for nothing.
    private const long AskFirstBytesMin = 1024 * 1024;

    private readonly RetryBudget _retries = new();

    public async Task Run(
        Func<CancellationToken, Task<Uri?>> freshUrl, IProgress<long>? progress, CancellationToken cancel)
    {
        for (var first = true; ; first = false)
        {
            var (reason, cause) = ("", (Exception?)null);
            using var attempt = new Attempt(progress, _retries, cancel);
            try
            {
                if (await freshUrl(attempt.Cancel) is not { } url || await Send(url, first, attempt))
                {
                    progress?.Report(blob.Bytes);
                    return;
                }

                reason = "the store asked to try again";
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

    private async Task<bool> Send(Uri url, bool first, Attempt attempt)
    {
        var held = first && blob.Bytes < AskFirstBytesMin ? 0 : await AskBytesHeld(url, attempt);
        if (held is null)
        {
            return true;
        }

        await using var content = OpenAt(held.Value);
        using var request = MakePut(url, attempt.Watch(content, held.Value), held.Value);
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, attempt.Cancel);
        if (answer.IsSuccessStatusCode)
        {
            return true;
        }

        // The rest may have been added to bytes that another sender had spoilt: these are gone now, so begin anew.
        if (held == 0 || BlobAnswers.CodeOf(answer) != "wrong-hash")
        {
            BlobAnswers.ThrowIfFinal(answer);
        }

        return false;
    }

    private Stream OpenAt(long offset)
    {
        try
        {
            var content = open();
            content.Seek(offset, SeekOrigin.Begin);
            return content;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BlobTransferException("file-unreadable", $"The file cannot be read: {error.Message}", error);
        }
    }

    /// <summary>Where the rest begins; null when the blob is whole.</summary>
    private async Task<long?> AskBytesHeld(Uri url, Attempt attempt)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, url);
        using var answer = await http.SendAsync(request, attempt.Cancel);
        if (!answer.IsSuccessStatusCode)
        {
            BlobAnswers.ThrowIfFinal(answer);
            answer.EnsureSuccessStatusCode();
        }

        var complete = answer.Headers.TryGetValues(BlobHeaders.UploadComplete, out var values)
            && values.Contains("?1");
        return complete ? null : BlobAnswers.BytesHeld(answer) ?? 0;
    }

    private HttpRequestMessage MakePut(Uri url, Stream content, long from)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = new StreamContent(content) };
        request.Content.Headers.ContentLength = blob.Bytes - from;
        request.Headers.ExpectContinue = blob.Bytes - from >= AskFirstBytesMin;
        if (from > 0)
        {
            request.Content.Headers.ContentRange = from < blob.Bytes
                ? new ContentRangeHeaderValue(from, blob.Bytes - 1, blob.Bytes)
                : new ContentRangeHeaderValue(blob.Bytes);
        }

        return request;
    }
}
