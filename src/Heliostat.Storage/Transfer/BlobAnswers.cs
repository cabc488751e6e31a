using System.Globalization;
using System.Net;

namespace Heliostat.Storage.Transfer;

/// <summary>What a blob listener's answers mean for a transfer.</summary>
internal static class BlobAnswers
{
    /// <summary>How many bytes the store says it holds, or null.</summary>
    public static long? BytesHeld(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues(BlobHeaders.UploadOffset, out var values)
        && long.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var held)
            ? held
            : null;

    /// <summary>The code of a refusal, or the status where the answer names none.</summary>
    public static string CodeOf(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues(BlobHeaders.Refusal, out var values)
            ? string.Join(' ', values)
            : $"http-{(int)answer.StatusCode}";

    /// <summary>Throws for an answer that trying again, perhaps under a fresh URL, cannot mend.</summary>
    public static void ThrowIfFinal(HttpResponseMessage answer)
    {
        var code = CodeOf(answer);
        var mayMend = answer.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.Conflict
                or HttpStatusCode.TooManyRequests
            || code is "url-expired" or "upload-incomplete"
            || ((int)answer.StatusCode >= 500 && code != "storage-full");
        if (!mayMend)
        {
            throw new BlobTransferException(code, SentenceOf(code, answer.StatusCode));
        }
    }

    private static string SentenceOf(string code, HttpStatusCode status) => code switch
    {
        "storage-full" => "The store's disk is almost full. Ask the network owner to free some space.",
        "wrong-hash" => "The bytes are not those that were announced. Was the file changed meanwhile? Try again.",
        "url-invalid" => "The store refused the signed URL. Check that manager and store are of the same network.",
        "blob-missing" => "The store does not have the blob any more.",
        _ => $"The store refused the transfer ({code}, HTTP {(int)status}).",
    };
}
