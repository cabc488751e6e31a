using System.Globalization;
using Heliostat.Protocol.Values;
using Heliostat.Storage;
using Heliostat.Storage.Transfer;
using Heliostat.Storage.Urls;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Heliostat.Manager.Blobs;

/// <summary>Answers blob requests after checking their signed URL.</summary>
internal sealed class BlobHandler(IBlobStore store, SignedUrlKeys keys, BandwidthCaps caps)
{
    public async Task<IResult> Get(HttpContext context, string hash)
    {
        if (!TryAdmit(context, hash, out var url, out var refusal))
        {
            return refusal;
        }

        await store.Touch(url.Key, context.RequestAborted);
        var content = await store.OpenRead(url.Key, context.RequestAborted);
        if (content is null || content.Length != url.Length)
        {
            content?.Dispose();
            return BlobRefusal.Missing;
        }

        Protect(context.Response);
        return TypedResults.Stream(
            caps.Download(url.Key.Account, content),
            "application/octet-stream",
            fileDownloadName: url.Key.Hash.ToString(),
            entityTag: new EntityTagHeaderValue($"\"{url.Key.Hash}\""),
            enableRangeProcessing: true);
    }

    public async Task<IResult> Head(HttpContext context, string hash)
    {
        if (!TryAdmit(context, hash, out var url, out var refusal))
        {
            return refusal;
        }

        var isWhole = await store.Touch(url.Key, context.RequestAborted) == url.Length;
        if (url.Method == HttpMethods.Get)
        {
            context.Response.ContentLength = isWhole ? url.Length : null;
            return isWhole ? TypedResults.Ok() : BlobRefusal.Missing;
        }

        var held = isWhole ? url.Length : await store.BytesHeld(url.Key, context.RequestAborted);
        TellHeld(context.Response, held, isWhole);
        return TypedResults.NoContent();
    }

    public async Task<IResult> Put(HttpContext context, string hash)
    {
        if (!TryAdmit(context, hash, out var url, out var refusal))
        {
            return refusal;
        }

        if (!TryReadOffset(context.Request, url.Length, out var offset))
        {
            return BlobRefusal.WrongRange;
        }

        if (context.Request.ContentLength != url.Length - offset)
        {
            return BlobRefusal.WrongLength;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = url.Length;
        }

        return await Store(context, url, offset);
    }

    private async Task<IResult> Store(HttpContext context, SignedUrl url, long offset)
    {
        try
        {
            var content = caps.Upload(url.Key.Account, context.Request.Body);
            var put = await store.Put(url.Key, url.Length, offset, content, context.RequestAborted);
            TellHeld(context.Response, put.BytesHeld, put.State == BlobPutState.Stored);
            return put.State == BlobPutState.Stored ? TypedResults.Created() : BlobRefusal.Of(put);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException
            && context.RequestAborted.IsCancellationRequested)
        {
            // The sender has gone and reads no answer; what came of the blob is kept for when it comes back.
            return TypedResults.Empty;
        }
    }

    private bool TryAdmit(HttpContext context, string hash, out SignedUrl url, out IResult refusal)
    {
        (url, refusal) = (null!, BlobRefusal.UrlInvalid);
        if (!ContentHash.TryParse(hash, out var content))
        {
            refusal = BlobRefusal.Missing;
            return false;
        }

        var query = context.Request.Query;
        var verdict = SignedUrl.Check(
            context.Request.Method,
            content,
            name => query[name] is [{ } value] ? value : null,
            DateTimeOffset.UtcNow,
            keys,
            out url);
        refusal = verdict == SignedUrlVerdict.Expired ? BlobRefusal.UrlExpired : BlobRefusal.UrlInvalid;
        return verdict == SignedUrlVerdict.Good;
    }

    /// <summary>Where the bytes of a PUT begin: 0 without Content-Range, the end for <c>bytes */LENGTH</c>.</summary>
    private static bool TryReadOffset(HttpRequest request, long length, out long offset)
    {
        offset = 0;
        if (request.Headers.ContentRange is [])
        {
            return true;
        }

        if (!ContentRangeHeaderValue.TryParse(request.Headers.ContentRange.ToString(), out var range)
            || range.Unit != "bytes"
            || range.Length != length
            || (range.HasRange && range.To != length - 1))
        {
            return false;
        }

        offset = range.From ?? length;
        return true;
    }

    private static void TellHeld(HttpResponse response, long held, bool isWhole)
    {
        response.Headers[BlobHeaders.UploadOffset] = held.ToString(CultureInfo.InvariantCulture);
        response.Headers[BlobHeaders.UploadComplete] = isWhole ? "?1" : "?0";
    }

    private static void Protect(HttpResponse response)
    {
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "private, no-store";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
    }
}
