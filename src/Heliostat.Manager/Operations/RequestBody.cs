using Microsoft.AspNetCore.Http;

namespace Heliostat.Manager.Operations;

/// <summary>Reads a request's body once, within a limit.</summary>
internal static class RequestBody
{
    /// <summary>Bytes that the body of a request to the API may have.</summary>
    public const int BytesMax = 1024 * 1024;

    private const int BytesFirst = 4 * 1024;

    /// <summary>The body's bytes; null when there are more than <see cref="BytesMax"/>.</summary>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength is 0 or > BytesMax)
        {
            return request.ContentLength == 0 ? [] : null;
        }

        var bytes = new byte[request.ContentLength ?? BytesFirst];
        var length = 0;
        while (true)
        {
            if (length == bytes.Length && length <= BytesMax)
            {
                // One byte more than is needed, so that the end is seen without another copy.
                Array.Resize(ref bytes, request.ContentLength is null ? length * 2 : length + 1);
            }

            var read = await request.Body.ReadAsync(bytes.AsMemory(length), cancellation);
            length += read;
            if (length > BytesMax)
            {
                return null;
            }

            if (read == 0)
            {
                return bytes.AsSpan(0, length).ToArray();
            }
        }
    }
}
